//! `junit`: a suite for each script, a case for each thing told (Jenkins' schema, junit-10.xsd); a script of
//! which nothing is told has one case, which passes.

use std::io::{self, Write};

use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Item, items};
use crate::report::check::CheckReport;
use crate::report::text::visible;
use crate::report::verdict::severity_word;

/// Writes the suites.
///
/// # Errors
/// Those of `out`.
pub fn junit(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    let items = items(report);
    let mut paths: Vec<&str> = report.scripts().iter().map(|script| script.source.name()).collect();
    paths.extend(items.iter().map(|item| item.path));
    paths.sort_unstable();
    paths.dedup();
    let mut xml = quick_xml::Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites").with_attribute(("name", "initlint")).write_inner_content(|xml| {
        for path in paths {
            let told: Vec<&Item> = items.iter().filter(|item| item.path == path).collect();
            let tests = told.len().max(1).to_string();
            let suite = xml.create_element("testsuite").with_attribute(("name", &*visible(path)));
            let suite = suite.with_attribute(("tests", tests.as_str()));
            let suite = suite.with_attribute(("failures", told.len().to_string().as_str()));
            suite.with_attribute(("errors", "0")).write_inner_content(|xml| suite_of(xml, path, &told))?;
        }
        Ok(())
    })?;
    out.write_all(&xml.into_inner())?;
    writeln!(out)
}

fn suite_of(xml: &mut quick_xml::Writer<Vec<u8>>, path: &str, told: &[&Item<'_>]) -> io::Result<()> {
    let path = visible(path);
    if told.is_empty() {
        let case = xml.create_element("testcase").with_attribute(("name", "no findings"));
        case.with_attribute(("classname", &*path)).write_empty()?;
    }
    for item in told {
        let place = item.place.map(|(start, _)| format!(":{}:{}", start.line, start.column));
        let name = format!("{}{}", item.rule, place.unwrap_or_default());
        let case = xml.create_element("testcase").with_attribute(("name", name.as_str()));
        case.with_attribute(("classname", &*path)).write_inner_content(|xml| {
            let failure = xml.create_element("failure").with_attribute(("message", item.message.as_str()));
            let failure = failure.with_attribute(("type", severity_word(item.severity)));
            let text = [
                Some(item.advice()),
                item.circumstances(),
                item.road().map(|road| format!("reached by: {road}")),
            ];
            let text = text.into_iter().flatten().collect::<Vec<_>>().join("\n");
            failure.write_text_content(BytesText::new(&text))?;
            Ok(())
        })?;
    }
    Ok(())
}
