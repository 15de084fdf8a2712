//! A profile as a file that `--profile` reads: what `profile capture` writes.

use std::io::{self, Write};

use toml::{Table, Value};

use crate::catalog::profile::{Base, Capabilities, Filter, Identity, Limit, PathRule, Profile};

/// Writes it, with remarks as comments at its head.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, profile: &Profile, remarks: &[String]) -> io::Result<()> {
    for remark in remarks {
        writeln!(out, "# {remark}")?;
    }
    let text = |text: &str| Value::from(text).to_string();
    writeln!(out, "name = {}", text(&profile.name))?;
    writeln!(out, "summary = {}", text(&profile.summary))?;
    if let Some(extends) = &profile.extends {
        writeln!(out, "extends = {}", text(extends))?;
    }
    writeln!(out, "sources = {}", Value::from(profile.sources.clone()))?;
    if let Some(first) = &profile.first {
        writeln!(out, "first = {}", text(first))?;
    }
    rules(out, "path", &profile.path)?;
    rules(out, "image", &profile.image)?;
    section(out, "identity", identity(&profile.identity))?;
    section(out, "capabilities", capabilities(&profile.capabilities))?;
    section(
        out,
        "seccomp",
        profile.seccomp.iter().map(|(call, rule)| (call.clone(), filter(rule))).collect(),
    )?;
    section(out, "has", profile.has.iter().map(|(name, has)| (name.clone(), Value::from(*has))).collect())?;
    section(out, "limits", profile.limits.iter().map(|(name, at)| (name.clone(), limit(*at))).collect())?;
    let variables = profile.environment.iter();
    section(out, "environment", variables.map(|(name, value)| (name.clone(), text_of(value))).collect())
}

fn rules(out: &mut dyn Write, name: &str, rules: &[PathRule]) -> io::Result<()> {
    if rules.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{name} = [")?;
    for rule in rules {
        writeln!(out, "  {},", Value::Table(path_rule(rule)))?;
    }
    writeln!(out, "]")
}

/// What is captured of a path.
fn path_rule(rule: &PathRule) -> Table {
    let states = (!rule.states.is_empty()).then(|| Value::try_from(&rule.states)).and_then(Result::ok);
    let fields = [
        ("glob", Some(text_of(&rule.glob))),
        ("states", states),
        ("device", rule.device.and_then(|device| Value::try_from(device).ok())),
        ("content", rule.content.as_deref().map(text_of)),
        ("writable", rule.writable.map(Value::from)),
        ("write_error", rule.write_error.as_deref().map(text_of)),
        ("mount", rule.mount.map(Value::from)),
        ("note", rule.note.as_deref().map(text_of)),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn section(out: &mut dyn Write, name: &str, values: Vec<(String, Value)>) -> io::Result<()> {
    if values.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n[{name}]")?;
    for (key, value) in values {
        writeln!(out, "{key} = {value}")?;
    }
    Ok(())
}

fn identity(identity: &Identity) -> Vec<(String, Value)> {
    let number = |id: u32| Value::from(i64::from(id));
    let fields = [
        ("uid", identity.uid.map(number)),
        ("gid", identity.gid.map(number)),
        ("user_namespace", identity.user_namespace.map(Value::from)),
        ("owns_network", identity.owns_network.map(Value::from)),
        ("no_new_privs", identity.no_new_privs.map(Value::from)),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn capabilities(capabilities: &Capabilities) -> Vec<(String, Value)> {
    let base = capabilities.base.map(|base| match base {
        Base::None => text_of("none"),
        Base::All => text_of("all"),
    });
    let list = |names: &Vec<String>| (!names.is_empty()).then(|| Value::from(names.clone()));
    let fields = [("base", base), ("add", list(&capabilities.add)), ("drop", list(&capabilities.drop))];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn filter(filter: &Filter) -> Value {
    match filter {
        Filter::Always(errno) => text_of(errno),
        Filter::Unless { errno, unless } => {
            let fields = [("errno", text_of(errno)), ("unless", Value::from(unless.clone()))];
            Value::Table(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
        }
    }
}

fn limit(limit: Limit) -> Value {
    match limit {
        Limit::At(number) => i64::try_from(number).map_or_else(|_| text_of("finite"), Value::from),
        Limit::Finite => text_of("finite"),
        Limit::Unlimited => text_of("unlimited"),
    }
}

fn text_of(text: &str) -> Value {
    Value::from(text)
}
