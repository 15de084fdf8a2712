//! The user's own rules, models and profiles, and what is said about wrong ones.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

use initlint::catalog::{Argument, Catalog};

const RULE: &str = r#"
id = "our-rule"
severity = "info"
summary = "s"
why = "w"
instead = "i"
references = ["r"]
since = "1"
[match]
effect = ["log"]
message = "m"
[[example]]
script = "logger x"
lines = [1]
[[example]]
script = "true"
"#;

/// A directory of this test's own with these files.
fn directory(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if root.exists() {
        fs::remove_dir_all(&root).unwrap();
    }
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}

/// What is said about a directory with one wrong file, without the directory's name.
fn said(name: &str, path: &str, text: &str) -> Vec<String> {
    let root = directory(name, &[(path, text)]);
    let errors = Catalog::load(std::slice::from_ref(&root)).unwrap_err();
    let prefix = format!("{}/", root.display());
    errors.iter().map(|error| error.to_string().replace(&prefix, "")).collect()
}

#[test]
fn a_users_files_join_the_bundled_ones() {
    let command = r#"
        family = "ours"
        summary = "s"
        references = ["r"]
        [[command]]
        names = ["ourtool", "cat"]
        otherwise = { says = "ours", met = [7] }
    "#;
    let profile = "name = \"ours\"\nsummary = \"s\"\nsources = [\"x\"]\nextends = \"docker-default\"\n\
                   [capabilities]\nadd = [\"NET_ADMIN\"]\ndrop = [\"CHOWN\"]\n";
    let files = [
        ("our-rule.toml", RULE),
        ("house/other.toml", &RULE.replace("our-rule", "other")),
        ("commands/ours.toml", command),
        ("profiles/ours.toml", profile),
    ];
    let catalog = Catalog::load(&[directory("catalog-joins", &files)]).unwrap();
    assert_eq!(catalog.rule("our-rule").unwrap().group, "local");
    assert_eq!(catalog.select_rules("house").unwrap().len(), 1);
    assert!(catalog.rule("module-load").is_some(), "a bundled one");
    assert_eq!(catalog.command("/opt/cat").unwrap().otherwise.says, "ours", "instead of the bundled one");
    let ours = catalog.profile("ours").unwrap();
    assert!(ours.capabilities.has("NET_ADMIN") && ours.capabilities.has("KILL"));
    assert!(!ours.capabilities.has("CHOWN") && !ours.capabilities.has("SYS_ADMIN"));
    assert_eq!(ours.identity.uid, Some(0), "what it extends");
}

#[test]
fn a_rule_stands_in_for_the_bundled_one() {
    let louder = RULE.replace("our-rule", "module-load").replace("info", "error");
    let catalog =
        Catalog::load(&[directory("catalog-stands-in", &[("kernel/module-load.toml", &louder)])]).unwrap();
    assert_eq!(catalog.select_rules("module-load").unwrap().len(), 1);
    assert_eq!(catalog.rule("module-load").unwrap().why, "w");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let misspelt = RULE.replace("effect =", "efect =");
    assert_eq!(
        said("catalog-field", "our-rule.toml", &misspelt),
        ["our-rule.toml:10:1: unknown field `efect`, did you mean `effect`?"]
    );
    let wrong = RULE.replace("\"info\"", "\"warn\"");
    assert_eq!(
        said("catalog-variant", "our-rule.toml", &wrong),
        ["our-rule.toml:3:12: unknown variant `warn`, did you mean `warning`?"]
    );
    assert_eq!(
        said("catalog-stem", "other.toml", RULE),
        ["other.toml:1:1: id is `our-rule`, but the file is named `other`"]
    );
    let unshown = RULE.replace("lines = [1]", "");
    assert_eq!(
        said("catalog-example", "our-rule.toml", &unshown),
        ["our-rule.toml:1:1: no example shows it: one needs `lines`"]
    );
    let native = RULE.replace("[match]\neffect = [\"log\"]\nmessage = \"m\"", "check = \"native\"");
    assert_eq!(
        said("catalog-native", "our-rule.toml", &native),
        ["our-rule.toml:9:1: `check` is for bundled rules; write `[match]`"]
    );
    let model = "family = \"x\"\nsummary = \"s\"\nreferences = [\"r\"]\n[[command]]\nnames = [\"t\"]\n\
                 flags = [\"-a\"]\n[[command.case]]\nwhen = { option = [\"-b\"] }\nsays = \"does\"\nmet = [0]\n\
                 [command.otherwise]\nsays = \"else\"\nreads = [\"all\"]\nmet = [0]\n";
    assert_eq!(
        said("catalog-model", "commands/x.toml", model),
        [
            "commands/x.toml:9:8: `t`, case `does`: `-b` is not among its options",
            "commands/x.toml:12:8: `t`, case `else`: `unmet` is empty, but it needs or reads something",
        ]
    );
    assert_eq!(
        said(
            "catalog-profile",
            "profiles/p.toml",
            "name = \"p\"\nsummary = \"s\"\nsources = [\"x\"]\npath = [{ glob = \"etc\" }]"
        ),
        [
            "profiles/p.toml:4:18: `etc`: says nothing: `states`, `writable`, `takes` or `mount`",
            "profiles/p.toml:4:18: `etc`: is not an absolute path",
        ]
    );
}

#[test]
fn profiles_that_extend_in_a_circle_are_refused() {
    let one = "name = \"one\"\nsummary = \"s\"\nsources = [\"x\"]\nextends = \"two\"";
    let two = "name = \"two\"\nsummary = \"s\"\nsources = [\"x\"]\nextends = \"one\"";
    let files = [("profiles/one.toml", one), ("profiles/two.toml", two)];
    let catalog = Catalog::load(&[directory("catalog-circle", &files)]).unwrap();
    assert_eq!(catalog.profile("one").unwrap_err().to_string(), "profile `one` extends itself");
}

#[test]
fn a_missing_directory_is_said() {
    let missing = Path::new(env!("CARGO_TARGET_TMPDIR")).join("catalog-nowhere");
    let errors = Catalog::load(std::slice::from_ref(&missing)).unwrap_err();
    assert!(errors[0].to_string().starts_with(&missing.display().to_string()), "{}", errors[0]);
}

#[test]
fn a_profile_can_be_a_file_of_its_own() {
    let root =
        directory("catalog-file", &[("mine.toml", "extends = \"docker-build\"\n[identity]\nuid = 7\n")]);
    let catalog = Catalog::bundled();
    let profile = catalog.profile_file(&root.join("mine.toml")).unwrap();
    let resolved = catalog.resolve(&profile).unwrap();
    assert_eq!((resolved.name.as_str(), resolved.identity.uid), ("mine", Some(7)));
    assert!(resolved.capabilities.has("CHOWN"));
}

#[test]
fn a_command_line_finds_its_bundled_case() {
    let catalog = Catalog::bundled();
    let says = |line: &str| {
        let mut words = line.split(' ');
        let model = catalog.command(words.next().unwrap()).unwrap();
        let argv: Vec<Argument> = words.map(Argument::exact).collect();
        let parsed = model.read(&argv);
        model.select(&parsed).only().unwrap().effects.first().map(|effect| effect.kind.clone())
    };
    let kind = |name: &str| Some(name.to_owned());
    assert_eq!(says("modprobe -q -r ip_tables"), kind("module-unload"));
    assert_eq!(says("modprobe -qr ip_tables"), kind("module-unload"));
    assert_eq!(says("modprobe ip_tables"), kind("module-load"));
    assert_eq!(says("modprobe -n ip_tables"), None);
    assert_eq!(says("start-stop-daemon --start --quiet --exec /x -- --stop"), kind("daemon-start"));
    assert_eq!(says("start-stop-daemon -K -q -p /run/x.pid"), kind("daemon-stop"));
    assert_eq!(says("start-stop-daemon --stop --signal 0 --pidfile /run/x.pid"), None);
    assert_eq!(says("sysctl -w net.ipv4.ip_forward=0"), kind("sysctl-write"));
    assert_eq!(says("sysctl net.ipv4.ip_forward"), None);
    assert_eq!(says("iptables -t nat -nL"), kind("firewall-query"));
    assert_eq!(says("iptables -t nat -F"), kind("firewall"));
    assert_eq!(says("date +%s"), None);
    assert_eq!(says("date -s now"), kind("clock-set"));
    assert_eq!(says("hostname -f"), None);
    assert_eq!(says("hostname x"), kind("hostname-set"));
    assert_eq!(says("ip -4 addr show"), None);
    assert_eq!(says("ip addr add 10.0.0.1/8 dev lo"), kind("network-config"));
}
