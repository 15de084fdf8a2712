//! What readers of each format make of a script that tries to command them: the same findings, at the same places, in
//! the same words, and nothing else. XML is read by quick-xml, Markdown by pulldown-cmark, JSON by serde_json and by
//! schemas, the commands of build servers after their documented grammar.
#![allow(missing_docs, clippy::unwrap_used)]

mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use initlint::report::text::visible;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Xml};
use serde_json::Value;

/// Commands of build servers, markup of every kind, a terminal's escapes, text that runs backwards, bytes that are no
/// text: in comments, words that messages name, and the name of the file.
const HOSTILE: &[u8] = b"#!/bin/bash\n\
    # \xff\xfe \x1b[31m ::error::comment ##[error]comment ]]> </script> \xe2\x80\xae\n\
    case \"$1\" in\n\
    start) modprobe \"::error::w\" \"::set-output name=a::b\" \"##[error]c\" \"##vso[task.x]d\" \"]]>\" ;;\n\
    restart) modprobe -r '</script><script>alert(1)</script>' '<!--' '&lt;' '%0A%25;,' '| a | b' '[x](y)' '*z*' ;;\n\
    stop) hostname $'\\e[31m\\r\\n::error::n\\n##[error]o\\n##vso[task.p]q\xe2\x80\xae\xff\xe2\x81\xa6' ;;\n\
    *) exit 2 ;;\nesac\n";

/// A name that would end properties and cells where it was not escaped.
const NAME: &str = "odd,na:me;a]b%|c<d>";

/// A finding as one reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    line: u64,
    rule: String,
    severity: &'static str,
    /// What the message begins with, as far as the format keeps it.
    message: String,
}

static DIRECTORY: LazyLock<PathBuf> = LazyLock::new(|| {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("format-readers");
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join(NAME), HOSTILE).unwrap();
    directory
});

fn written(format: &str) -> String {
    let output = program::initlint(&["check", "--no-config", "--format", format, NAME])
        .current_dir(&*DIRECTORY)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{format}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn severity(word: &str) -> &'static str {
    match word {
        "error" | "critical" | "ERROR" => "error",
        "warning" | "major" | "WARNING" => "warning",
        "info" | "notice" | "minor" | "note" | "INFO" => "info",
        other => panic!("{other}"),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn told(line: u64, rule: &str, word: &str, message: &str) -> Told {
    Told { line, rule: rule.to_owned(), severity: severity(word), message: message.to_owned() }
}

/// What all formats must tell: one object a line. Also the fingerprints.
fn expected() -> (Vec<Told>, Vec<String>) {
    let lines = written("jsonl");
    let values: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let one = |value: &Value| {
        let line = value["start"]["line"].as_u64().unwrap();
        told(line, &text(&value["rule"]), &text(&value["severity"]), &text(&value["message"]))
    };
    assert!(values.iter().all(|value| value["path"] == NAME));
    (values.iter().map(one).collect(), values.iter().map(|value| text(&value["fingerprint"])).collect())
}

/// Two readers agree, where the second may add to the messages.
fn assert_same(format: &str, read: &[Told]) {
    let (expected, _) = expected();
    assert!(expected.len() > 4 && expected.iter().any(|one| one.rule == "hostname-set"), "{expected:?}");
    assert_eq!(read.len(), expected.len(), "{format}: {read:#?}");
    for (read, expected) in read.iter().zip(&expected) {
        assert!(read.message.starts_with(&expected.message), "{format}: {read:?}, not {expected:?}");
        assert_eq!(Told { message: expected.message.clone(), ..read.clone() }, *expected, "{format}");
    }
}

/// Nothing in a text is a control, or a command of a build server that stands anywhere in a line.
fn assert_harmless(format: &str, text: &str) {
    let is_control = |c: char| (c < ' ' && c != '\n') || matches!(c, '\u{7f}'..='\u{9f}');
    let turns =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    assert!(!text.contains(is_control) && !text.contains(turns), "{format}");
    for line in text.lines() {
        let behind =
            if format == "azure" { line.strip_prefix("##vso[task.logissue ").unwrap() } else { line };
        assert!(!behind.contains("##vso[") && !behind.contains("##[error]"), "{format}: {line}");
        let is_command = line.trim_start().starts_with("::");
        assert_eq!(is_command, format == "github", "{format}: {line}");
    }
    if ["html", "junit", "checkstyle", "markdown"].contains(&format) {
        assert_eq!(text.matches("</script>").count(), usize::from(format == "html"), "{format}");
    }
}

#[test]
fn no_format_hands_on_what_is_obeyed() {
    for format in [
        "human",
        "short",
        "json",
        "jsonl",
        "sarif",
        "github",
        "gitlab",
        "codeclimate",
        "junit",
        "checkstyle",
        "rdjson",
        "azure",
        "markdown",
        "html",
    ] {
        assert_harmless(format, &written(format));
    }
}

#[test]
fn the_json_formats_tell_the_same() {
    let (_, prints) = expected();
    let json: Value = serde_json::from_str(&written("json")).unwrap();
    let findings = json["files"][0]["findings"].as_array().unwrap();
    let one = |value: &Value| {
        let line = value["span"]["start"]["line"].as_u64().unwrap();
        // Here it comes as it was; the others are for people.
        let message = visible(&text(&value["message"])).into_owned();
        told(line, &text(&value["rule"]), &text(&value["severity"]), &message)
    };
    assert_same("json", &findings.iter().map(one).collect::<Vec<_>>());
    assert_eq!(findings.iter().map(|one| text(&one["fingerprint"])).collect::<Vec<_>>(), prints);
    assert_eq!(json["files"][0]["path"], NAME);

    let sarif: Value = serde_json::from_str(&written("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let one = |value: &Value| {
        let line = value["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64().unwrap();
        told(line, &text(&value["ruleId"]), &text(&value["level"]), &text(&value["message"]["text"]))
    };
    assert_same("sarif", &results.iter().map(one).collect::<Vec<_>>());

    let rdjson: Value = serde_json::from_str(&written("rdjson")).unwrap();
    let one = |value: &Value| {
        assert_eq!(value["location"]["path"], NAME);
        let line = value["location"]["range"]["start"]["line"].as_u64().unwrap();
        told(line, &text(&value["code"]["value"]), &text(&value["severity"]), &text(&value["message"]))
    };
    let diagnostics = rdjson["diagnostics"].as_array().unwrap();
    assert_same("rdjson", &diagnostics.iter().map(one).collect::<Vec<_>>());

    for format in ["gitlab", "codeclimate"] {
        let issues: Value = serde_json::from_str(&written(format)).unwrap();
        let one = |value: &Value| {
            assert_eq!(value["location"]["path"], NAME);
            let line = value["location"]["lines"]["begin"].as_u64().unwrap();
            let word = text(&value["severity"]);
            told(line, &text(&value["check_name"]), &word, &text(&value["description"]))
        };
        let issues = issues.as_array().unwrap();
        assert_same(format, &issues.iter().map(one).collect::<Vec<_>>());
        assert_eq!(
            issues.iter().map(|one| text(&one["fingerprint"])).collect::<Vec<_>>(),
            prints,
            "{format}"
        );
    }
}

#[test]
fn code_quality_is_as_its_documentation_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/formats/code-quality.json");
    let schema: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for format in ["gitlab", "codeclimate"] {
        let text = written(format);
        assert!(!text.starts_with('\u{feff}'));
        let issues: Value = serde_json::from_str(&text).unwrap();
        let problems: Vec<String> = validator.iter_errors(&issues).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{format}: {problems:?}");
        let mut prints: Vec<&str> =
            issues.as_array().unwrap().iter().map(|one| one["fingerprint"].as_str().unwrap()).collect();
        prints.sort_unstable();
        prints.dedup();
        assert_eq!(prints.len(), issues.as_array().unwrap().len(), "GitLab takes equal fingerprints for one");
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().map(Result::unwrap).find(|one| one.key.as_ref() == name)?;
    Some(quick_xml::escape::unescape(&attribute.value).unwrap().into_owned())
}

/// The elements of an XML text, each with the names of those around it. A text that is no XML stops it.
fn elements(xml: &str, mut see: impl FnMut(&BytesStart<'_>, &[String])) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut around: Vec<String> = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Xml::Start(element) => {
                see(&element, &around);
                around.push(element.name().as_ref().to_owned());
            }
            Xml::Empty(element) => see(&element, &around),
            Xml::End(_) => drop(around.pop()),
            Xml::CData(_) | Xml::PI(_) | Xml::DocType(_) | Xml::Comment(_) => panic!("written by a script"),
            Xml::Eof => break,
            _ => {}
        }
    }
    assert!(around.is_empty());
}

#[test]
fn checkstyle_is_read() {
    let xml = written("checkstyle");
    let mut read = Vec::new();
    elements(&xml, |element, around| match element.name().as_ref() {
        "checkstyle" => assert!(around.is_empty()),
        "file" => {
            assert_eq!((around, attribute(element, "name")), (&["checkstyle".into()][..], Some(NAME.into())))
        }
        "error" => {
            assert_eq!(around, ["checkstyle", "file"]);
            let of = |name| attribute(element, name).unwrap();
            let (line, source) = (of("line").parse().unwrap(), of("source"));
            let rule = source.strip_prefix("initlint.").unwrap();
            read.push(told(line, rule, &of("severity"), &of("message")));
        }
        other => panic!("{other}"),
    });
    assert_same("checkstyle", &read);
    let file = DIRECTORY.join("checkstyle.xml");
    fs::write(&file, xml).unwrap();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/formats/checkstyle.xsd");
    match Command::new("xmllint").args(["--noout", "--schema"]).args([schema, file]).output() {
        Err(_) => eprintln!("checkstyle was NOT validated: xmllint is not installed"),
        Ok(checked) => assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr)),
    }
}

#[test]
fn junit_is_read() {
    let mut read: Vec<Told> = Vec::new();
    let mut place = (0, String::new());
    elements(&written("junit"), |element, around| match element.name().as_ref() {
        "testsuites" => {}
        "testsuite" => assert_eq!(attribute(element, "name").as_deref(), Some(NAME)),
        "testcase" => {
            let name = attribute(element, "name").unwrap();
            let [rule, line, _] = name.split(':').collect::<Vec<_>>().try_into().unwrap();
            place = (line.parse().unwrap(), rule.to_owned());
        }
        "failure" => {
            assert_eq!(around, ["testsuites", "testsuite", "testcase"]);
            let of = |name| attribute(element, name).unwrap();
            read.push(told(place.0, &place.1, &of("type"), &of("message")));
        }
        other => panic!("{other}"),
    });
    assert_same("junit", &read);
}

#[test]
fn markdown_is_read() {
    let markdown = written("markdown");
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut heading = None;
    for event in Parser::new_ext(&markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Start(Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => {
                if let Some(row) = rows.last_mut() {
                    row.push(String::new());
                }
            }
            Event::Text(text) => match rows.last_mut().and_then(|row| row.last_mut()) {
                Some(cell) => cell.push_str(&text),
                None => heading.iter_mut().for_each(|heading| heading.push_str(&text)),
            },
            // Ours, before what is so when.
            Event::InlineHtml(html) => assert_eq!(html.as_ref(), "<br>"),
            Event::Start(Tag::Table(_) | Tag::TableHead | Tag::Paragraph)
            | Event::End(
                TagEnd::Heading(_)
                | TagEnd::Table
                | TagEnd::TableHead
                | TagEnd::TableRow
                | TagEnd::TableCell
                | TagEnd::Paragraph,
            )
            | Event::SoftBreak => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(heading.is_some_and(|heading| heading.starts_with(NAME)));
    let read = rows.iter().map(|row| {
        let [line, severity, rule, message] = row.as_slice() else { panic!("{row:?}") };
        told(line.parse().unwrap(), rule, severity, message)
    });
    assert_same("markdown", &read.collect::<Vec<_>>());
}

/// The properties of a command, and its message, both as they were before they were escaped.
type Commanded = (Vec<(String, String)>, String);

/// `::name key=value,key=value::message` (actions/toolkit, packages/core/src/command.ts; the runner's ActionCommand).
fn github(line: &str) -> (String, Commanded) {
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let property = |text: &str| {
        data(&text.replace("%3A", ":").replace("%2C", ",").replace("%3B", ";").replace("%5D", "]"))
    };
    let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (name, properties) = head.split_once(' ').unwrap();
    let properties = properties.split(',').map(|one| one.split_once('=').unwrap());
    let properties = properties.map(|(key, value)| (key.to_owned(), property(value))).collect();
    (name.to_owned(), (properties, data(message)))
}

/// `##vso[area.action key=value;key=value;]message` (Microsoft Learn, "Logging commands"; the agent's Command).
fn azure(line: &str) -> (String, Commanded) {
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%AZP25", "%");
    let property = |text: &str| data(&text.replace("%3B", ";").replace("%5D", "]"));
    let (head, message) = line.strip_prefix("##vso[").unwrap().split_once(']').unwrap();
    let (name, properties) = head.split_once(' ').unwrap();
    let properties = properties.split_terminator(';').map(|one| one.split_once('=').unwrap());
    let properties = properties.map(|(key, value)| (key.to_owned(), property(value))).collect();
    (name.to_owned(), (properties, data(message)))
}

#[test]
fn build_servers_read_their_commands() {
    let of = |properties: &[(String, String)], key: &str| {
        let found = properties.iter().find(|(name, _)| name == key);
        found.unwrap_or_else(|| panic!("no {key}")).1.clone()
    };
    let read = |line: &str| {
        let (name, (properties, message)) = github(line);
        assert_eq!(of(&properties, "file"), NAME);
        told(of(&properties, "line").parse().unwrap(), &of(&properties, "title"), &name, &message)
    };
    assert_same("github", &written("github").lines().map(read).collect::<Vec<_>>());

    let (expected, _) = expected();
    let azure: Vec<Told> = written("azure")
        .lines()
        .zip(&expected)
        .map(|(line, expected)| {
            let (name, (properties, message)) = azure(line);
            assert_eq!((name.as_str(), of(&properties, "sourcepath")), ("task.logissue", NAME.into()));
            let word = of(&properties, "type");
            // It has no word for a hint.
            let word = if expected.severity == "info" { "info" } else { word.as_str() };
            told(of(&properties, "linenumber").parse().unwrap(), &of(&properties, "code"), word, &message)
        })
        .collect();
    assert_same("azure", &azure);
}

#[test]
fn compilers_lines_are_read() {
    let (expected, _) = expected();
    let short = written("short");
    let read = short.lines().zip(&expected).map(|(line, expected)| {
        let rest = line.strip_prefix(NAME).unwrap().strip_prefix(':').unwrap();
        let [line, _, rest] = rest.splitn(3, ':').collect::<Vec<_>>().try_into().unwrap();
        let (severity, rest) = rest.strip_prefix(' ').unwrap().split_once(": ").unwrap();
        let message = rest.strip_suffix(&format!(" [{}]", expected.rule)).unwrap();
        told(line.parse().unwrap(), &expected.rule, severity, message)
    });
    assert_same("short", &read.collect::<Vec<_>>());
    assert_eq!(short.lines().count(), expected.len());
}

/// What stands in front of a piece of text, or behind it.
fn between<'t>(text: &'t str, before: &str, behind: &str) -> &'t str {
    text.split_once(before).unwrap().1.split_once(behind).unwrap().0
}

fn plain(html: &str) -> String {
    let html = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    html.replace("&amp;", "&")
}

#[test]
fn the_page_tells_the_same() {
    let html = written("html");
    let mut line = 0;
    let mut read = Vec::new();
    let mut prints = Vec::new();
    for part in
        html.split("<article ").skip(1).scan(html.split("<article ").next().unwrap(), |before, part| {
            let place = before.rsplit_once("id=\"s0l").map(|(_, rest)| rest.split('"').next().unwrap());
            line = place.map_or(line, |place| place.parse().unwrap());
            *before = part;
            Some((line, part))
        })
    {
        let (line, part) = part;
        let head = between(part, "<h4>", "</h4>");
        let (message, rule) = head.rsplit_once(" <code>").unwrap();
        let message = message.split_once("</span> ").unwrap().1;
        let rule = rule.strip_suffix("</code>").unwrap();
        read.push(told(line, rule, between(part, "data-severity=\"", "\""), &plain(message)));
        prints.push(between(part, "data-fingerprint=\"", "\"").to_owned());
    }
    assert_same("html", &read);
    assert_eq!(prints, expected().1);
    // One script, ours; no element of the script's.
    assert_eq!((html.matches("<script>").count(), html.matches("</script>").count()), (1, 1));
    assert!(!html.contains("<!--") && !html.contains("alert(1)</script>"));
}
