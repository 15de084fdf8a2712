// The HTML report in a real browser: it asks no network, filter, links and graph work, nothing is wider than the
// window, and it can be read without scripts. Arguments: the page, a directory for screenshots.
const puppeteer = require("puppeteer-core");
const assert = require("node:assert");
const { resolve } = require("node:path");

const [page, shots] = process.argv.slice(2).map((path) => resolve(path));
const url = `file://${page}`;

async function open(browser, width, options = {}) {
    const tab = await browser.newPage();
    const asked = [];
    tab.on("request", (request) => asked.push(request.url()));
    const wrong = [];
    tab.on("pageerror", (error) => wrong.push(error.message));
    tab.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    await tab.setViewport({ width, height: 1000 });
    await tab.setJavaScriptEnabled(options.scripts !== false);
    await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: options.scheme ?? "light" }]);
    await tab.goto(url + (options.hash ?? ""));
    assert.deepStrictEqual(asked.filter((one) => !one.startsWith(url)), [], "nothing else is asked for");
    assert.deepStrictEqual(wrong, []);
    return tab;
}

const visible = (tab) => tab.$$eval(".finding", (all) => all.filter((one) => one.checkVisibility()).length);

(async () => {
    const browser = await puppeteer.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu"],
    });
    try {
        for (const width of [1280, 390]) {
            for (const scheme of ["light", "dark"]) {
                const tab = await open(browser, width, { scheme });
                const room = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
                assert.ok(room <= 0, `${width}: ${room} pixels too wide`);
                await tab.screenshot({ path: `${shots}/${scheme}-${width}.png`, fullPage: true });
                await tab.close();
            }
        }
        const tab = await open(browser, 1280);
        const all = await visible(tab);
        assert.ok(all > 1);
        // The filter, by keys alone.
        await tab.focus("[name=warning]");
        await tab.keyboard.press("Space");
        const some = await visible(tab);
        assert.ok(some < all, "warnings are left out");
        await tab.keyboard.press("Space");
        await tab.focus("[name=text]");
        await tab.keyboard.type("no such text");
        assert.strictEqual(await visible(tab), 0);
        assert.match(await tab.$eval("[name=count]", (one) => one.textContent), /^0 of /);
        // A link shows what was filtered, and its road.
        const target = await tab.$eval(".road a", (one) => one.getAttribute("href"));
        await tab.evaluate((hash) => { location.hash = hash; }, target);
        await new Promise((done) => setTimeout(done, 200));
        assert.strictEqual(await visible(tab), all, "the target is shown");
        const road = `.r${target.slice(2)}`;
        const on = await tab.$$eval(road, (steps) => steps.map((one) => getComputedStyle(one).getPropertyValue("--on").trim()));
        assert.ok(on.length > 2 && on.every((one) => one === "1"), `${road}: ${on}`);
        const other = await tab.$$eval(".box, .arrow", (steps) => steps.map((one) => getComputedStyle(one).getPropertyValue("--on").trim()));
        assert.ok(other.includes("0"), "not everything is on the road");
        // The graph: its boxes lead to findings.
        const boxes = await tab.$$eval("svg a", (links) => links.map((one) => one.getAttribute("href")));
        assert.ok(boxes.length > 0);
        for (const hash of boxes) assert.ok(await tab.$(hash), hash);
        await (await tab.$(".graph")).screenshot({ path: `${shots}/graph.png` });
        await tab.evaluate((hash) => document.querySelector(hash).scrollIntoView({ block: "center" }), target);
        await tab.screenshot({ path: `${shots}/finding.png` });
        await tab.close();
        // Without scripts: everything is there, and the road is shown.
        const plain = await open(browser, 1280, { scripts: false, hash: target });
        await plain.screenshot({ path: `${shots}/without-scripts.png` });
        await plain.close();
        const again = await open(browser, 390, { hash: target });
        assert.strictEqual(await visible(again), all);
        await again.screenshot({ path: `${shots}/finding-390.png` });
        console.log(`browser: ${all} findings, filter, links, graph and roads work`);
    } finally {
        await browser.close();
    }
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
