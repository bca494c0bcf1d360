//! How much of a line may be shown of a file that is no TOML.
//!
//! It has no structure that could say where its secrets are, so only this is shown: headers of
//! tables, documented keys, and what stands behind them if it may be shown.

use std::ops::Range;

use serde_json::Value;

use super::part::Part;
use super::secrets::may_be_shown;

/// The end of what may be shown of that line.
pub(super) fn shown_until(text: &str, line: &Range<usize>, schema: Part<'_>) -> usize {
    let content = &text[line.clone()];
    if let Some(end) = end_of_header(content) {
        return line.start + end;
    }
    let above = text[..line.start].lines().rev();
    let header = above
        .into_iter()
        .find_map(|line| Some(&line[..end_of_header(line)?]));
    let table = header.map_or(Some(schema), |header| {
        let names = header.trim().trim_matches(['[', ']']);
        part_of(schema, names)
    });
    let (Some((key, value)), Some(table)) = (content.split_once('='), table) else {
        return line.start;
    };
    let Some(part) = part_of(table, key) else {
        return line.start;
    };
    let is_open = may_be_shown(Some(part.element().unwrap_or(part))) && !has_secrets(table);
    let end = content.len() - value.trim_start().len();
    line.start
        + match is_open && !value.contains('=') {
            true => content.find('#').unwrap_or(content.len()),
            false => end,
        }
}

/// Whether one of the members of a table is a secret, which may be in the place of another.
fn has_secrets(table: Part<'_>) -> bool {
    let table = table.element().unwrap_or(table);
    let members = table.keyword("properties").and_then(Value::as_object);
    let mut members = members.into_iter().flat_map(|members| members.values());
    members.any(|member| member["writeOnly"] == Value::Bool(true))
}

/// Where the header of a table ends, if the line is one.
fn end_of_header(line: &str) -> Option<usize> {
    let start = line.len() - line.trim_start().len();
    let names = line[start..].trim_start_matches('[');
    if names.len() == line.len() - start {
        return None;
    }
    let end = names.find(']').unwrap_or(names.len());
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_-. ".contains(c);
    let rest = &names[end..];
    let closing = rest.len() - rest.trim_start_matches(']').len();
    names[..end]
        .chars()
        .all(is_name)
        .then(|| line.len() - rest.len() + closing)
}

/// What describes the value of a dotted key.
fn part_of<'s>(table: Part<'s>, names: &str) -> Option<Part<'s>> {
    let mut part = table;
    for name in names.split('.') {
        let name = name.trim().trim_matches(['"', '\'']);
        part = part.element().unwrap_or(part).member(name)?;
    }
    Some(part)
}

#[cfg(test)]
mod tests {
    use es_ml_fake::contract::Schema;

    use super::*;

    #[test]
    fn a_line_is_shown_as_far_as_it_can_have_no_secret() {
        for (text, shown) in [
            ("edition = 9.x", "edition = 9.x"),
            ("  edition = 9.x # hunter2", "  edition = 9.x "),
            ("editoin = hunter2", ""),
            ("hunter2", ""),
            ("users = ['hunter2", "users = "),
            ("conditions = ['no_master", "conditions = ['no_master"),
            ("limits.connections = x", "limits.connections = x"),
            ("limits = { connections = x }", "limits = "),
            ("[limits]\nconnections = x", "connections = x"),
            ("[[users]", "[[users]"),
            ("[[users]] password = ']hunter2", "[[users]]"),
            ("[hunter2 = x", ""),
            ("[[users]]\nname = 'ops' 'hunter2'", "name = "),
            ("edition = '9.1' password = 'hunter2'", "edition = "),
            ("[[users]]\npassword = hunter2", "password = "),
            ("[[users]]\npassword = '''\nhunter2", ""),
            ("[[users]]\npasswrd = hunter2", ""),
            ("[[user]]\npassword = hunter2", ""),
            ("[[api_keys]]\nid = 'k'\n[[nodes]]\nid = k", "id = k"),
            (
                "[[deployments]]\n[deployments.adaptive_allocations]\nenabled = yes",
                "enabled = yes",
            ),
        ] {
            let start = text.rfind('\n').map_or(0, |end| end + 1);
            let schema = Part::root(Schema::Config.document());
            let until = shown_until(text, &(start..text.len()), schema);
            assert_eq!(&text[start..until], shown, "{text}");
        }
    }
}
