//! `predict` as its users meet it: tables, JSON against its schema, Markdown, options, errors.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const IPTABLES: &str = "/etc/rc.d/init.d/iptables";

/// Two files, a tool that nobody knows, a loop that may never end.
const SMALL: &str = "\
#!/bin/bash
case \"$1\" in
start)
    [ -f /proc/net/ip_tables_names ] || exit 6
    nosuchtool --up || exit 1
    echo up > /etc/hostname
    ;;
stop)
    rm -f /var/run/small
    ;;
wait)
    while [ -f /proc/modules ]; do sleep 1; done
    exit 4
    ;;
status)
    read state < /etc/hostname
    [ \"$state\" = up ] && exit 0
    exit 3
    ;;
*)
    exit 2
esac
";

/// A directory of one test, with files in it.
fn dir(test: &str, files: &[(&str, &str)]) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("predict").join(test);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    for (name, text) in files {
        fs::write(dir.join(name), text).unwrap();
    }
    dir
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_initlint"));
    command.args(arguments).current_dir(dir).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command.output().unwrap()
}

/// What a run writes that does all that it is asked for, and says nothing besides.
fn written(dir: &Path, arguments: &[&str]) -> String {
    let output = run(dir, arguments);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The same of `predict`, in the folder of the test data.
fn predicted(arguments: &[&str]) -> String {
    written(&Path::new(ROOT).join("testdata"), &[&["predict"], arguments].concat())
}

/// What stands against a run, and its status.
fn complaint(dir: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let output = run(dir, arguments);
    (String::from_utf8(output.stderr).unwrap().trim_end().to_owned(), output.status.code())
}

/// The predictions of a JSON document that fits its schema.
fn predictions(text: &str) -> Vec<Value> {
    let value: Value = serde_json::from_str(text).unwrap();
    let schema = fs::read(Path::new(ROOT).join("schemas/predict-1.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new());
    value["predictions"].as_array().unwrap().clone()
}

/// `0* 3 hang`: the statuses of a prediction, the likely one marked.
fn short(prediction: &Value) -> String {
    let mark = |exit: &Value| {
        let status = exit["status"].as_u64().map_or("nonzero".to_owned(), |code| code.to_string());
        format!("{status}{}", if exit["likely"] == true { "*" } else { "" })
    };
    let mut words: Vec<String> = prediction["exits"].as_array().unwrap().iter().map(mark).collect();
    if prediction["may_hang"] == true {
        words.push("hang".into());
    }
    words.join(" ")
}

/// The same by script, action and profile.
fn by_name(text: &str) -> BTreeMap<[String; 3], String> {
    let name = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    let all = predictions(text);
    all.iter().map(|one| (["path", "action", "profile"].map(|key| name(one, key)), short(one))).collect()
}

fn small(test: &str, arguments: &[&str]) -> String {
    let dir = dir(test, &[("small", SMALL)]);
    written(&dir, &[&["predict", "small"], arguments].concat())
}

#[test]
fn a_table_for_people() {
    insta::assert_snapshot!(predicted(&["--root", "el6", IPTABLES]));
}

#[test]
fn a_table_of_several_profiles() {
    let profiles = [
        "--profile",
        "el6-hosts/A.toml",
        "--profile",
        "el6-hosts/B.toml",
        "--profile",
        "kubernetes-restricted",
    ];
    let actions = ["--action", "status", "--action", "save", "--action", "*", "--action", ""];
    insta::assert_snapshot!(predicted(&[&["--root", "el6", IPTABLES], &profiles[..], &actions[..]].concat()));
}

#[test]
fn every_script_of_a_root() {
    let text = predicted(&["--root", "el6", "--action", "start", "--action", "status"]);
    insta::assert_snapshot!(text);
}

#[test]
fn a_small_script() {
    insta::assert_snapshot!(small("small", &[]));
}

#[test]
fn tables_keep_to_80_columns() {
    let profiles = ["docker-default", "kubernetes-restricted", "podman-rootless", "lxc-unprivileged", "host"];
    let profiles = profiles.iter().flat_map(|name| ["--profile", name]);
    let arguments: Vec<&str> = ["--root", "el6", "--all-worlds"].into_iter().chain(profiles).collect();
    let text = predicted(&arguments);
    let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
    assert_eq!(wide, Vec::<&str>::new());
    assert!(text.lines().count() > 100);
}

#[test]
fn markdown_for_a_pull_request() {
    let profiles = ["--profile", "docker-default", "--profile", "host"];
    let arguments = [&["--root", "el6", IPTABLES, "--format", "markdown"], &profiles[..]].concat();
    insta::assert_snapshot!(predicted(&arguments));
    insta::assert_snapshot!(small(
        "markdown",
        &["--format", "markdown", "--all-worlds", "--action", "start"]
    ));
}

#[test]
fn all_worlds_are_a_decision_table() {
    insta::assert_snapshot!(small("worlds", &["--all-worlds", "--action", "start", "--action", "wait"]));
    let text = predicted(&["--root", "el6", IPTABLES, "--all-worlds", "--format", "json"]);
    let mut cut = 0;
    for prediction in predictions(&text) {
        let rows = prediction["worlds"].as_array().unwrap();
        let usual: Vec<&Value> = rows.iter().filter(|row| row["usual"] == true).collect();
        let likely =
            prediction["exits"].as_array().unwrap().iter().find(|exit| exit["likely"] == true).unwrap();
        assert_eq!(usual.len(), 1, "{prediction}");
        assert_eq!(usual[0]["status"], likely["status"]);
        // Each end has a row.
        for exit in prediction["exits"].as_array().unwrap() {
            assert!(rows.iter().any(|row| row["status"] == exit["status"]), "{prediction}");
        }
        cut +=
            usize::from(prediction["worlds_cut"] == true || prediction["widened"] != serde_json::json!([]));
    }
    // `stop`, which sums over a list, has more than anybody reads.
    assert!(cut >= 1);
}

#[test]
fn json_of_everything_there_is() {
    let text =
        predicted(&["--root", "el6", "--profile", "docker-default", "--profile", "host", "--format", "json"]);
    let all = predictions(&text);
    assert!(all.len() > 50, "{}", all.len());
    let firewall = |one: &&Value| one["path"] == IPTABLES && one["profile"] == "docker-default";
    let actions: Vec<&str> = all.iter().filter(firewall).map(|one| one["action"].as_str().unwrap()).collect();
    assert_eq!(actions.first(), Some(&"start"));
    assert_eq!(actions.iter().rev().take(2).collect::<Vec<_>>(), [&"", &"*"]);

    let scripts = fs::read_dir(Path::new(ROOT).join("testdata/scripts")).unwrap();
    let scripts = scripts.map(|entry| entry.unwrap().path().display().to_string());
    let arguments: Vec<String> =
        ["predict", "--format", "json"].map(String::from).into_iter().chain(scripts).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let all = predictions(&written(Path::new(ROOT), &arguments));
    assert!(all.len() > 200, "{}", all.len());
    assert!(all.iter().all(|one| one["path"].as_str().unwrap().contains("testdata/scripts/")));
}

#[test]
fn json_of_odd_scripts() {
    let files = [
        ("empty", ""),
        ("hangs", "#!/bin/bash\nwhile :; do :; done\n"),
        ("plain", "#!/bin/bash\nexit 3\n"),
        ("broken", "#!/bin/bash\nexit 3\nif true; then\n"),
    ];
    let dir = dir("odd", &files);
    let output = run(&dir, &["predict", "plain", "hangs", "empty", "broken", "missing", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stdout).unwrap();
    let told: Vec<String> = predictions(&text)
        .iter()
        .map(|one| {
            format!("{} {:?} {}", one["path"].as_str().unwrap(), one["action"].as_str().unwrap(), short(one))
        })
        .collect();
    assert_eq!(
        told,
        [
            "broken \"*\" 3*",
            "broken \"\" 3*",
            "empty \"*\" 0*",
            "empty \"\" 0*",
            "hangs \"*\" hang",
            "hangs \"\" hang",
            "plain \"*\" 3*",
            "plain \"\" 3*",
        ]
    );
    let plain = &predictions(&text)[6];
    assert_eq!(
        (&plain["exits"][0]["line"], &plain["exits"][0]["because"]),
        (&2.into(), &Value::Array(vec![]))
    );
    // Past the end of a text is its last line.
    assert_eq!(predictions(&text)[2]["exits"][0]["line"], 1);
}

#[test]
fn the_likely_entry() {
    let told =
        by_name(&small("likely", &["--format", "json", "--profile", "docker-default", "--profile", "host"]));
    let told = |action: &str, profile: &str| told[&["small".into(), action.into(), profile.into()]].as_str();
    assert_eq!(told("status", "docker-default"), "0 3*");
    // /proc/modules is usually there, so this usually never ends: of the ends the nearest is marked.
    assert_eq!(told("wait", "docker-default"), "4* hang");
    assert_eq!(told("", "docker-default"), "2*");
}

#[test]
fn one_status_is_one_entry_with_its_nearest_reason() {
    let script = "#!/bin/bash\n[ -f /proc/modules ] || exit 1\n[ -f /proc/acpi ] && exit 1\n\
                  nosuchtool || exit 1\nexit 0\n";
    let dir = dir("merged", &[("merged", script)]);
    let text = written(&dir, &["predict", "merged", "--action", "", "--format", "json"]);
    let all = predictions(&text);
    assert_eq!(short(&all[0]), "0* 1");
    let one = &all[0]["exits"][1];
    assert_eq!(one["because"].as_array().unwrap().len(), 1, "{one}");
    assert_eq!(
        all[0]["assumptions"],
        serde_json::json!(["nosuchtool is not modelled: it succeeds or fails"])
    );
}

#[test]
fn a_status_that_is_not_known_beside_numbers() {
    let script =
        "#!/bin/bash\ncase $1 in a) nosuchtool; exit $?;; b) nosuchtool || exit 1;; c) nosuchtool;; esac\n";
    let dir = dir("nonzero", &[("nonzero", script)]);
    let told = by_name(&written(&dir, &["predict", "nonzero", "--format", "json"]));
    let told = |action: &str| told[&["nonzero".into(), action.into(), "docker-default".into()]].as_str();
    assert_eq!((told("a"), told("b"), told("c")), ("0* nonzero", "0* 1", "0* nonzero"));
}

#[test]
fn profiles_together_say_what_each_says_alone() {
    let names = ["docker-default", "kubernetes-restricted", "host", "gvisor"];
    let together: Vec<&str> = names.iter().flat_map(|name| ["--profile", name]).collect();
    let shared = ["--root", "el6", "--format", "json"];
    let together = by_name(&predicted(&[&shared, &together[..]].concat()));
    let mut alone = BTreeMap::new();
    for name in names {
        alone.extend(by_name(&predicted(&[&shared, &["--profile", name][..]].concat())));
    }
    assert_eq!(together, alone);
}

#[test]
fn pairs_of_facts_are_told_apart_or_that_they_are_not_is_said() {
    // Which of eighteen pairs of facts hold together: in one diagram, in this order, 2^18 nodes.
    let first: String = (0..18).map(|n| format!("[ -e /dev/x{n} ] && x{n}=1\n")).collect();
    let second: String =
        (0..18).map(|n| format!("[ -e /dev/y{n} ] && [ \"$x{n}\" = 1 ] && exit 7\n")).collect();
    let dir = dir("outgrown", &[("outgrown", &format!("#!/bin/bash\n{first}{second}exit 3\n"))]);
    let shared = ["predict", "outgrown", "--action", "", "--profile", "docker-default", "--profile", "host"];
    let all = predictions(&written(&dir, &[&shared, &["--format", "json"][..]].concat()));
    // A container has none of these devices.
    assert_eq!(short(&all[0]).as_str(), "3*");
    // A machine may have any, and usually has none of those that nobody has heard of.
    assert_eq!(short(&all[1]), "3* 7");
}

#[test]
fn actions_after_others() {
    let told = |arguments: &[&str]| {
        let text = small("after", &[arguments, &["--format", "json", "--action", "status"]].concat());
        assert_eq!(predictions(&text).len(), 1);
        short(&predictions(&text)[0])
    };
    assert_eq!(told(&[]), "0 3*");
    assert_eq!(told(&["--after", "stop"]), "0 3*");
    assert_eq!(told(&["--after", "wait"]), "0 3* hang");
    assert_eq!(told(&["--after", "start"]), "0* 3");

    let tally = ["--root", "el6", "/etc/rc.d/init.d/tallyd", "--action", "status", "--action", "stop"];
    insta::assert_snapshot!(predicted(&[&tally[..], &["--after", "start", "--after", "reload"]].concat()));
    let text = predicted(&[&tally[..], &["--after", "start", "--after", "", "--format", "json"]].concat());
    assert_eq!(predictions(&text)[0]["after"], serde_json::json!(["start", ""]));
}

#[test]
fn trace_and_check_know_after_too() {
    let dir = dir("others", &[("small", SMALL)]);
    let text = written(&dir, &["trace", "small", "status", "--after", "start", "--after", "stop"]);
    assert!(text.starts_with("small status after start, stop, docker-default\n"), "{text}");
    let text = written(&dir, &["trace", "small", "status", "--after", "start", "--format", "json"]);
    assert_eq!(
        serde_json::from_str::<Value>(&text).unwrap()["traces"][0]["after"],
        serde_json::json!(["start"])
    );

    // Only another action makes the lock that skips this one.
    let script = "#!/bin/bash\ncase \"$1\" in\nlock) touch /var/log/lock-me ;;\n\
                  start) [ -f /var/log/lock-me ] && exit 0; modprobe tun ;;\nesac\n";
    fs::create_dir_all(dir.join("layer/etc/init.d")).unwrap();
    fs::write(dir.join("layer/etc/init.d/lock-me"), script).unwrap();
    let root = Path::new(ROOT).join("testdata/debian").display().to_string();
    let shared =
        ["check", "--root", &root, "--overlay", "layer", "/etc/init.d/lock-me", "--select", "module-load"];
    let found = |arguments: &[&str]| {
        run(&dir, &[&shared[..], &["--action", "start"], arguments].concat()).status.code()
    };
    assert_eq!(found(&[]), Some(1));
    assert_eq!(found(&["--after", "lock"]), Some(0));
}

#[test]
fn the_same_bytes_every_time() {
    let dir = dir("order", &[("a", SMALL), ("b", "#!/bin/sh\nnosuchtool || exit 1\n"), ("c", "exit 3\n")]);
    for format in ["human", "json", "markdown"] {
        let one = written(&dir, &["predict", "a", "b", "c", "--format", format, "--all-worlds"]);
        let other = written(&dir, &["predict", "c", "a", "b", "a", "--all-worlds", "--format", format]);
        assert_eq!(one, other);
    }
}

#[test]
fn what_cannot_be_done() {
    let dir = dir("errors", &[("small", SMALL), ("broken", "#!/bin/sh\nif true; then\n")]);
    for (arguments, expected) in [
        (
            &["predict"][..],
            "error: nothing to look at: name a script, a directory, `-` for standard input, or use --root",
        ),
        (&["predict", "missing"], "error: missing: no such file or directory"),
        (
            &["predict", "small", "--profile", "docker-defualt"],
            "error: unknown profile `docker-defualt`, did you mean `docker-default`?",
        ),
        (
            &["predict", "small", "--format", "markdwn"],
            "error: `--format` does not know `markdwn`, did you mean `markdown`?",
        ),
        (
            &["predict", "small", "--al-worlds"],
            "error: unknown option `--al-worlds`, did you mean `--all-worlds`?",
        ),
        (&["predict", "small", "--after"], "error: `--after` needs a value"),
        (&["predict", "broken"], "error: broken:2:10: this `then` has no `fi`"),
        (&["predict", "--root", "nowhere"], "error: nowhere: no such file or directory"),
        (&["profile", "show", "hots"], "error: unknown profile `hots`, did you mean `host`?"),
        (&["profile", "shwo", "host"], "error: unknown command `shwo`, did you mean `show`?"),
        (
            &["predcit", "small"],
            "error: predcit: no such file or directory (did you mean the command `predict`?)",
        ),
    ] {
        let (told, status) = complaint(&dir, arguments);
        assert_eq!(
            (told.as_str(), status),
            (format!("initlint: {expected}").as_str(), Some(2)),
            "{arguments:?}"
        );
    }
    // A misspelled action is a note: that is what its caller would ask for.
    for option in ["--action", "--after"] {
        let (told, status) = complaint(&dir, &["predict", "small", option, "strat"]);
        let note = "initlint: note: no script has an action `strat`, did you mean `start`?";
        assert_eq!((told.as_str(), status), (note, Some(0)));
    }
    assert_eq!(complaint(&dir, &["predict", "small", "--action", "strat", "--quiet"]).0, "");
}

#[test]
fn standard_input_is_a_script() {
    let dir = dir("stdin", &[("small", SMALL)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_initlint"));
    let script = fs::File::open(dir.join("small")).unwrap();
    let output =
        command.args(["predict", "-", "--action", "", "--format", "json"]).stdin(script).output().unwrap();
    let all = predictions(&String::from_utf8(output.stdout).unwrap());
    assert_eq!((all[0]["path"].as_str(), short(&all[0]).as_str()), (Some("-"), "2*"));
}

#[test]
fn the_profiles() {
    let dir = dir(
        "profiles",
        &[(
            "ours.toml",
            "name = \"ours\"\nsummary = \"Ours.\"\nextends = \"docker-default\"\n[identity]\nuid = 7\n",
        )],
    );
    let list = written(&dir, &["profiles"]);
    assert!(list.lines().any(|line| line.starts_with("docker-default  ")), "{list}");
    insta::assert_snapshot!(written(&dir, &["profile", "show", "host"]));
    let page = written(&dir, &["profile", "show", "./ours.toml"]);
    assert!(page.starts_with("ours\nOurs.\n") && page.contains("  uid: 7\n"), "{page}");
}

#[test]
fn help_shows_how() {
    let text = written(Path::new(ROOT), &["predict", "--help"]);
    for word in ["--after", "--all-worlds", "--format", "Examples:", "Exit status: 0"] {
        assert!(text.contains(word), "{word}");
    }
}
