//! `checkstyle`: the report of Checkstyle's XMLLogger, which many servers read.

use std::io::{self, Write};

use quick_xml::events::{BytesDecl, Event};

use super::{Item, items};
use crate::report::check::CheckReport;
use crate::report::text::visible;
use crate::report::verdict::severity_word;

/// Writes the report: an element for each file that something is told of.
///
/// # Errors
/// Those of `out`.
pub fn checkstyle(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    let items = items(report);
    let mut paths: Vec<&str> = items.iter().map(|item| item.path).collect();
    paths.sort_unstable();
    paths.dedup();
    let mut xml = quick_xml::Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("checkstyle").with_attribute(("version", "8.0")).write_inner_content(|xml| {
        for path in paths {
            xml.create_element("file").with_attribute(("name", &*visible(path))).write_inner_content(
                |xml| {
                    for item in items.iter().filter(|item| item.path == path) {
                        error(xml, item)?;
                    }
                    Ok(())
                },
            )?;
        }
        Ok(())
    })?;
    out.write_all(&xml.into_inner())?;
    writeln!(out)
}

fn error(xml: &mut quick_xml::Writer<Vec<u8>>, item: &Item<'_>) -> io::Result<()> {
    let (line, column) = item.place.map_or((1, 1), |(start, _)| (start.line, start.column));
    let source = format!("initlint.{}", item.rule);
    xml.create_element("error")
        .with_attribute(("line", line.to_string().as_str()))
        .with_attribute(("column", column.to_string().as_str()))
        .with_attribute(("severity", severity_word(item.severity)))
        .with_attribute(("message", item.advice().as_str()))
        .with_attribute(("source", source.as_str()))
        .write_empty()?;
    Ok(())
}
