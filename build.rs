//! Lists the files of `rules/` for embedding, sorted by path: knowledge is data,
//! and a new file is found without naming it anywhere. Which names a file of command
//! models describes is listed beside it, so that a run reads only the files it needs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let variable = |name: &str| env::var_os(name).map(PathBuf::from).ok_or(io::ErrorKind::NotFound);
    let root = variable("CARGO_MANIFEST_DIR")?.join("rules");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    // What stands in `rules/` itself belongs to other rooms: each reads its own file.
    files.retain(|file| file.parent() != Some(root.as_path()));
    files.sort();
    let mut code = String::from("&[\n");
    for file in &files {
        let below = file.strip_prefix(&root).map_err(io::Error::other)?;
        let path = below.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(file)?;
        let _ = writeln!(code, "    Embedded {{");
        let _ = writeln!(code, "        path: {path:?},");
        let _ = writeln!(code, "        text: include_str!({:?}),", file.display().to_string());
        let _ = writeln!(code, "        names: &{:?},", list(&text, "names"));
        let _ = writeln!(code, "        defines: &{:?},", list(&text, "defines"));
        let _ = writeln!(code, "    }},");
    }
    code.push_str("]\n");
    fs::write(variable("OUT_DIR")?.join("embedded.rs"), code)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

/// The strings of every array `key = ["…", …]` that begins a line. A test holds this against what
/// the TOML reader finds.
fn list<'t>(text: &'t str, key: &str) -> Vec<&'t str> {
    let start = format!("\n{key} = [");
    let arrays = text.split(start.as_str()).skip(1);
    let mut strings: Vec<&str> = arrays
        .flat_map(|array| array.split(']').next().unwrap_or_default().split('"').skip(1).step_by(2))
        .collect();
    strings.sort_unstable();
    strings.dedup();
    strings
}
