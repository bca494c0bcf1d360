//! What the server makes of the configuration of a model
//! (server-behaviour: Put model: fields).

use crate::endpoints::body::{Fields, Later};
use crate::endpoints::task_settings;
use crate::model::{Model, Task, features};
use crate::xcontent::{
    Accepts, Event, Exception, Field, ObjectParser, OrderedValue, Source, coerce, read_ordered,
};

/// The body as the server reads it, not yet checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Body {
    pub(super) model_id: Option<String>,
    pub(super) kind: Option<Kind>,
    description: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) metadata: Option<OrderedValue<'static>>,
    pub(super) field_names: Option<Vec<String>>,
    pub(super) model_size_bytes: Option<i64>,
    pub(super) estimated_operations: Option<i64>,
    pub(super) has_definition: bool,
    default_field_map: Option<OrderedValue<'static>>,
    pub(super) inference_config: Option<(String, OrderedValue<'static>)>,
    platform_architecture: Option<String>,
    prefix_strings: Option<OrderedValue<'static>>,
    /// What only the server sets.
    pub(super) illegal: Vec<&'static str>,
    warnings: Vec<String>,
}

/// What a model is said to be made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    PyTorch,
    TreeEnsemble,
    LangIdent,
}

/// What each version knows of a body.
pub(super) static FIELDS: Fields<Body> = Fields {
    all: &ALL_FIELDS,
    later: &[
        Later {
            versions: features::MODEL_PACKAGES,
            is_in: |_| false,
        },
        Later {
            versions: features::PLATFORM_ARCHITECTURE,
            is_in: |body| body.platform_architecture.is_some(),
        },
        Later {
            versions: features::PREFIX_STRINGS,
            is_in: |body| body.prefix_strings.is_some(),
        },
    ],
    read: |content, fields| {
        let name = "trained_model_config";
        let (mut body, warnings) = ObjectParser { name, fields }.read(content)?;
        body.warnings = warnings;
        Ok(body)
    },
};

/// A field whose string goes to a place of the body.
macro_rules! string {
    ($name:ident) => {
        Field::<Body>::new(stringify!($name), Accepts::String, |body, value, _| {
            body.$name = value.into_string();
            Ok(())
        })
    };
}

/// A field that only the server sets.
macro_rules! illegal {
    ($name:literal, $accepts:ident) => {
        Field::<Body>::new($name, Accepts::$accepts, |body, value, source| {
            body.illegal.push($name);
            read_ordered(value, source)?;
            Ok(())
        })
    };
}

static ALL_FIELDS: [Field<Body>; 21] = [
    string!(model_id),
    Field::<Body>::new("model_type", Accepts::String, |body, value, _| {
        body.kind = Some(kind(&value.into_string().unwrap_or_default())?);
        Ok(())
    }),
    illegal!("created_by", String),
    illegal!("version", String),
    string!(description),
    illegal!("create_time", Integer),
    Field::<Body>::new("tags", Accepts::StringArray, |body, value, source| {
        body.tags = coerce::array(value, source, coerce::text)?;
        Ok(())
    }),
    Field::<Body>::new("metadata", Accepts::Object, |body, value, source| {
        body.metadata = Some(read_ordered(value, source)?);
        Ok(())
    }),
    // Of documents of the server's own index.
    Field::<Body>::new("doc_type", Accepts::String, |_, _, _| Ok(())),
    Field::<Body>::new("input", Accepts::Object, |body, _, source| {
        let mut input = Input::default();
        INPUT.read_fields(&mut input, source, &mut body.warnings)?;
        let missing = || Exception::illegal_argument("Required [field_names]");
        body.field_names = Some(input.field_names.ok_or_else(missing)?);
        Ok(())
    }),
    Field::<Body>::new(
        "model_size_bytes",
        Accepts::Integer,
        |body, value, source| {
            body.model_size_bytes = Some(coerce::long(&value, source)?);
            Ok(())
        },
    )
    .formerly("estimated_heap_memory_usage_bytes"),
    Field::<Body>::new(
        "estimated_operations",
        Accepts::Integer,
        |body, value, source| {
            body.estimated_operations = Some(coerce::long(&value, source)?);
            Ok(())
        },
    ),
    Field::<Body>::new("definition", Accepts::Object, |body, value, source| {
        body.has_definition = true;
        read_ordered(value, source)?;
        Ok(())
    }),
    Field::<Body>::new("compressed_definition", Accepts::String, |body, _, _| {
        body.has_definition = true;
        Ok(())
    }),
    illegal!("license_level", String),
    Field::<Body>::new(
        "default_field_map",
        Accepts::Object,
        |body, value, source| {
            body.default_field_map = Some(read_ordered(value, source)?);
            Ok(())
        },
    ),
    Field::<Body>::new("inference_config", Accepts::Object, |body, _, source| {
        body.inference_config = Some(read_task(source)?);
        Ok(())
    }),
    illegal!("location", Object),
    illegal!("model_package", Object),
    string!(platform_architecture),
    Field::<Body>::new("prefix_strings", Accepts::Object, |body, value, source| {
        body.prefix_strings = Some(read_ordered(value, source)?);
        Ok(())
    }),
];

/// What `input` is made of.
#[derive(Default)]
struct Input {
    field_names: Option<Vec<String>>,
}

const INPUT: ObjectParser<Input> = ObjectParser {
    name: "trained_model_config_input",
    fields: &[Field::new(
        "field_names",
        Accepts::StringArray,
        |input, value, source| {
            input.field_names = Some(coerce::array(value, source, coerce::text)?);
            Ok(())
        },
    )],
};

fn kind(word: &str) -> Result<Kind, Exception> {
    match word.trim().to_lowercase().as_str() {
        "pytorch" => Ok(Kind::PyTorch),
        "tree_ensemble" => Ok(Kind::TreeEnsemble),
        "lang_ident" => Ok(Kind::LangIdent),
        other => Err(coerce::no_constant("TrainedModelType", other)),
    }
}

/// The one member of `inference_config`: the name of the task, and its settings.
fn read_task(source: &mut Source<'_>) -> Result<(String, OrderedValue<'static>), Exception> {
    let name = match source.next()? {
        Some(Event::FieldName(name)) => name.into_owned(),
        _ => "null".to_owned(),
    };
    let settings = read_settings(&name, source).map_err(|cause| {
        let reason = format!("[inference_config] failed to parse field [{name}]");
        Exception::content_parse(source.location(), reason).caused_by(cause)
    })?;
    // Others are none that the contract knows.
    while let Some(Event::FieldName(_)) = source.next()? {
        let first = source.next()?.unwrap_or(Event::Null);
        read_ordered(first, source)?;
    }
    Ok((name, settings))
}

fn read_settings(name: &str, source: &mut Source<'_>) -> Result<OrderedValue<'static>, Exception> {
    if task(name).is_none() && name != LEARNING_TO_RANK {
        let reason = format!("{} unknown field [{name}]", source.location());
        return Err(Exception::new("named_object_not_found_exception", reason));
    }
    let first = source.next()?.unwrap_or(Event::Null);
    if first != Event::StartObject {
        let reason = format!(
            "[{name}] Expected START_OBJECT but was: {}",
            first.token_name()
        );
        return Err(Exception::content_parse(source.location(), reason));
    }
    let settings = read_ordered(first, source)?;
    match task(name) {
        Some(Task::FillMask) => match task_settings::complaint_of_mask(&settings) {
            Some(complaint) => Err(Exception::illegal_argument(complaint)),
            None => Ok(settings),
        },
        _ => Ok(settings),
    }
}

/// What models made with PyTorch read, if it is not said.
const INPUT_FIELD: &str = "input";

/// A task of trees that the fake does not have.
const LEARNING_TO_RANK: &str = "learning_to_rank";

fn task(name: &str) -> Option<Task> {
    name.parse().ok()
}

impl Body {
    /// What the model is for, if the fake has it.
    pub(super) fn task(&self) -> Option<Task> {
        let (name, _) = self.inference_config.as_ref()?;
        task(name).filter(|task| task.is_of_pytorch())
    }

    /// What a server takes of this and the fake does not, if anything. What is wrong by itself is
    /// for the rules.
    pub(super) fn outside(&self, id: &str) -> Option<String> {
        let what = if id.starts_with('.') {
            "of a model that Elastic provides"
        } else if self.has_definition || self.kind.is_some_and(|kind| kind != Kind::PyTorch) {
            "of a model that is not made with PyTorch"
        } else if self.inference_config.is_some() && self.task().is_none() {
            "for a task of models that are not made with PyTorch"
        } else {
            return None;
        };
        Some(format!("PUT /_ml/trained_models/{{model_id}} {what}"))
    }

    /// Says of a model what was put; and tells what is to be warned of.
    pub(super) fn describe(self, model: &mut Model) -> Vec<String> {
        let names = self
            .field_names
            .unwrap_or_else(|| vec![INPUT_FIELD.to_owned()]);
        let names = names.into_iter().map(OrderedValue::from).collect();
        let size = self.model_size_bytes.unwrap_or_default();
        model.size_in_bytes = u64::try_from(size).unwrap_or_default();
        model.description = self.description;
        model.tags = self.tags;
        let sent = &mut model.sent;
        sent.metadata = self.metadata;
        sent.input = Some(OrderedValue::object([("field_names", names)]));
        sent.default_field_map = self.default_field_map;
        sent.task = self.inference_config.map(|(_, settings)| settings);
        sent.platform_architecture = self.platform_architecture;
        sent.prefix_strings = self.prefix_strings;
        self.warnings
    }
}
