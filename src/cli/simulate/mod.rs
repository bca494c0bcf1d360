//! `es-ml-fake simulate`: what settings of adaptive allocations make of a load.

mod course;
mod picture;
mod scenario;
mod series;
mod table;
mod terminal;

use std::path::{Path, PathBuf};

use clap::Args;

use super::text::file_name;
use super::{Failure, Outcome, config, exit, print};
use course::Course;
use scenario::Scenario;

/// Show what settings of adaptive allocations make of a load, before they are set.
///
/// Every 10 seconds a server looks at the load, and decides how many allocations there should be.
/// This does the same, without a cluster and in no time.
#[derive(Args)]
#[command(after_help = "Examples:
  es-ml-fake simulate --min 1 --max 8 --load 0s=10/s,60s=200/s --service-time 50ms
  es-ml-fake simulate settings.toml --compare others.toml --out scaling.svg --csv scaling.csv")]
pub(crate) struct Simulate {
    /// Settings and load, in TOML; `es-ml-fake schema simulation` is its JSON Schema. The keys are
    /// those of the flags, which take the place of what it says.
    file: Option<PathBuf>,

    #[command(flatten)]
    scenario: Scenario,

    /// Show beside it what other settings make of it: a file of the same kind, which says only what
    /// is different.
    #[arg(long, env = "ES_ML_FAKE_COMPARE", value_name = "FILE")]
    compare: Option<PathBuf>,

    /// Write a picture to this file, as SVG, instead of a chart to standard output. The file is
    /// replaced.
    #[arg(long, env = "ES_ML_FAKE_OUT", value_name = "FILE.svg")]
    out: Option<PathBuf>,

    /// Write the numbers to this file, as CSV. The file is replaced.
    #[arg(long, env = "ES_ML_FAKE_CSV", value_name = "FILE")]
    csv: Option<PathBuf>,
}

impl Simulate {
    pub(crate) fn run(self) -> Outcome {
        let courses = self.courses()?;
        if let Some(file) = &self.csv {
            write(file, &table::csv(&courses))?;
        }
        if let Some(file) = &self.out {
            write(file, &picture::svg(&courses)?)?;
        }
        print(|out| {
            for (index, course) in courses.iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                writeln!(out, "{}", course.title())?;
                if self.out.is_none() {
                    writeln!(out, "\n{}\n", terminal::charts(course, &courses))?;
                }
                writeln!(out, "{}", course.summary())?;
            }
            Ok(())
        })?;
        Ok(exit::OK)
    }

    /// What comes of the settings, and of those that they are compared with.
    fn courses(&self) -> Result<Vec<Course>, Failure> {
        let read = |file: &Option<PathBuf>| file.as_deref().map(config::read).transpose();
        let scenario = match read(&self.file)? {
            Some(file) => self.scenario.clone().or(file),
            None => self.scenario.clone(),
        };
        let others = read(&self.compare)?.map(|other: Scenario| other.or(scenario.clone()));
        // Both have the same times, so that they are beside each other.
        let duration = [Some(&scenario), others.as_ref()].into_iter().flatten();
        let durations: Result<Vec<_>, _> = duration.map(Scenario::duration).collect();
        let duration = durations?.into_iter().max().unwrap_or_default();
        let scenarios = std::iter::once(scenario).chain(others);
        scenarios.map(|it| Course::of(&it, duration)).collect()
    }
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let name = file_name(file);
    std::fs::write(file, text)
        .map_err(|error| Failure::of(format_args!("cannot write {name}"), error))
}
