//! What several formats say in the same words.

use crate::cli::check::findings::{
    Breach, Findings, Judged, Place, PlacedViolation, Report, Totals, Unit,
};
use crate::cli::text::{count, one_line};

/// The name of a file, for people.
pub(super) fn file_name(found: &Findings) -> String {
    match found.file.as_str() {
        "-" => "standard input".to_owned(),
        file => one_line(file.strip_prefix("./").unwrap_or(file)),
    }
}

/// Which request of a file it is, as far as the file has several.
pub(super) fn request_name(place: &Place) -> Option<String> {
    let unit = match place.unit {
        Unit::File => None,
        Unit::Index => Some(format!("[{}]", place.number)),
        unit => Some(format!("{} {}", unit.name(), place.number)),
    };
    let parts = [unit, place.request.as_deref().map(one_line)];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

/// What comes of a breach at a server, in one word.
pub(super) fn kind(breach: &Breach) -> &'static str {
    match breach.silent {
        true => "silent",
        false => "refused",
    }
}

/// What comes of a breach at a server.
pub(super) fn consequence(breach: &Breach) -> String {
    let status = breach.status;
    match breach.silent {
        true => format!("a server accepts it ({status})"),
        false => format!("a server answers {status}"),
    }
}

/// What is wrong, and where in the request, if that is a part that has a name.
pub(super) fn problem(violation: &PlacedViolation) -> String {
    let message = one_line(&violation.message);
    match violation.instance_path.as_str() {
        "" => message,
        path => format!("{}: {message}", one_line(path)),
    }
}

/// What there is to say of a file that is about no breach, with its level in the words of GitHub
/// and of SARIF.
pub(super) fn notes(found: &Findings) -> Vec<(&'static str, String)> {
    let judged = &found.judged;
    let unreadable = judged.unreadable.texts().map(|problem| ("error", problem));
    let not_judged = judged.not_recorded.texts();
    let not_judged = not_judged.map(|reason| ("warning", format!("not judged: {reason}")));
    let unlisted = unlisted(judged).map(|more| ("error", more));
    let idle = judged.lacks_requests().then(|| {
        let level = if found.conforms { "warning" } else { "error" };
        (level, idle(judged))
    });
    let notes = unreadable.chain(not_judged).chain(unlisted).chain(idle);
    notes.collect()
}

/// That nothing was judged, and what there was instead.
pub(super) fn idle(judged: &Judged) -> String {
    let besides = besides(judged);
    match besides.is_empty() {
        true => "nothing was judged".to_owned(),
        false => format!("nothing was judged ({})", besides.join(", ")),
    }
}

/// What else there is in a file than requests that were judged.
pub(super) fn besides(judged: &Judged) -> Vec<String> {
    let counts = [
        (judged.totals.advised, "with advice", "with advice"),
        (
            judged.outside.len(),
            "request outside this fake",
            "requests outside this fake",
        ),
        (
            judged.skipped,
            "other request skipped",
            "other requests skipped",
        ),
        (
            judged.not_recorded.len(),
            "request not recorded",
            "requests not recorded",
        ),
    ];
    let counts = counts.into_iter().filter(|(number, ..)| *number > 0);
    counts
        .map(|(number, one, many)| count(number, one, many))
        .collect()
}

/// How many of a file's requests in breach are not listed.
pub(super) fn unlisted(judged: &Judged) -> Option<String> {
    let more = judged.unlisted;
    (more > 0).then(|| {
        let more = count(more, "more request", "more requests");
        format!("and {more} in breach")
    })
}

/// What all comes to, in one line.
pub(super) fn summary(report: &Report) -> String {
    let files = || report.files.iter().map(|found| &found.judged);
    let number_of = |holds: fn(&Judged) -> bool| files().filter(|judged| holds(judged)).count();
    let files_that = |number, what| format!("{} {what}", count(number, "file", "files"));
    let requests: usize = files().map(|judged| judged.checked).sum();
    let unread = number_of(|judged| !is_judged(judged));
    let partly_read = number_of(|judged| is_judged(judged) && !judged.is_read_in_full());
    let idle = number_of(Judged::lacks_requests);
    let mut parts = Vec::new();
    if requests > 0 {
        let requests = count(requests, "request", "requests");
        let files = count(number_of(|judged| judged.checked > 0), "file", "files");
        let found = total(report, unread + partly_read == 0);
        parts.push(format!("checked {requests} in {files}: {found}"));
    }
    let advised: usize = files().map(|judged| judged.totals.advised).sum();
    if advised > 0 {
        let requests = count(advised, "request", "requests");
        parts.push(format!("advice on {requests}"));
    }
    let outside: usize = files().map(|judged| judged.outside.len()).sum();
    if outside > 0 {
        let requests = count(outside, "request", "requests");
        parts.push(format!("{requests} outside this fake"));
    }
    if idle > 0 {
        let files = count(idle, "file", "files");
        parts.push(format!("nothing was judged in {files}"));
    }
    if unread > 0 {
        parts.push(files_that(unread, "could not be read"));
    }
    if partly_read > 0 {
        parts.push(files_that(partly_read, "could not be read in full"));
    }
    if report.skipped_files > 0 {
        let number = report.skipped_files;
        parts.push(files_that(number, "of no known kind skipped"));
    }
    parts.join("; ")
}

/// Of some files nothing can be read.
pub(super) fn is_judged(judged: &Judged) -> bool {
    judged.checked > 0 || judged.is_read_in_full()
}

fn total(report: &Report, is_all: bool) -> String {
    let sum = |of: fn(&Totals) -> usize| {
        let files = report.files.iter();
        files.map(|found| of(&found.judged.totals)).sum::<usize>()
    };
    let (silent, refused) = (sum(|totals| totals.silent), sum(|totals| totals.refused));
    match sum(|totals| totals.violations) {
        0 if is_all => "no breach".to_owned(),
        0 => "no breach in what could be read".to_owned(),
        violations => {
            let kinds = [(silent, "silent"), (refused, "refused")];
            let kinds = kinds.iter().filter(|(number, _)| *number > 0);
            let kinds: Vec<_> = kinds
                .map(|(number, kind)| format!("{number} {kind}"))
                .collect();
            let breaches = count(violations, "breach", "breaches");
            let requests = count(silent + refused, "request", "requests");
            format!("{breaches} in {requests} ({})", kinds.join(", "))
        }
    }
}
