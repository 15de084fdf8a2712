//! Pages and lists of rules that were made for it.
#![allow(clippy::unwrap_used)]

use crate::catalog::Rule;
use crate::report::style::Style;

const UNLOAD: &str = r#"
id = "module-unload"
severity = "error"
summary = "A kernel module is unloaded, which a container may not do"
why = """
Kernel modules belong to the host. Without CAP_SYS_MODULE the call is denied, and the image
holds no /lib/modules of the host's kernel.

What the script counts as its own failure is then the environment's.
"""
instead = "Leave modules alone unless the script runs on a host."
references = ["capabilities(7)", "https://github.com/moby/moby/blob/master/oci/caps/defaults.go and what the runtime makes of it"]
since = "0.1.0"
check = "native"

[[example]]
action = "stop"
profile = "docker-default"
script = '''
#!/bin/sh
case "$1" in
stop)
	modprobe -r ip_tables

	;;
esac
'''
lines = [4]

[[example]]
script = '''
#!/bin/sh
modprobe --version
'''
"#;

fn rules() -> Vec<Rule> {
    let mut unload: Rule = toml::from_str(UNLOAD).unwrap();
    unload.group = "kernel".into();
    let mut load = unload.clone();
    load.id = "module-load".into();
    load.summary = "A kernel module is loaded, and nobody asks whether that worked, or whether the module is built into the kernel".into();
    let mut lock = load.clone();
    (lock.id, lock.group) = ("stale-lock-skips-start".into(), "image".into());
    lock.severity = crate::catalog::Severity::Warning;
    vec![lock, load, unload]
}

#[test]
fn the_page_of_a_rule() {
    let mut out = Vec::new();
    super::page(&mut out, &rules()[2], Style::PLAIN).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap());
}

#[test]
fn the_list_of_rules() {
    let mut out = Vec::new();
    super::list(&mut out, &rules(), Style::PLAIN).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap());
}

#[test]
fn the_list_for_programs() {
    let mut out = Vec::new();
    super::json(&mut out, &rules()).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let ids: Vec<&str> =
        value["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["stale-lock-skips-start", "module-load", "module-unload"]);
    assert_eq!(value["rules"][0]["severity"], "warning");
    assert_eq!(value["rules"][0]["group"], "image");
}
