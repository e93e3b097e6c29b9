// Opens a page in Chromium as on a telephone and on a desk, by day and in the dark, without a
// network, and says what is
// wrong with it: requests, scripts, sideways scrolling, and what axe finds. Prints JSON.
const { chromium } = require("playwright-core");
const axe = require("axe-core");

(async () => {
  const [, , address, shots] = process.argv;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"],
  });
  const found = {};
  for (const [name, width, colorScheme] of [
    ["phone", 390, "light"], ["desk", 1280, "light"],
    ["phone-dark", 390, "dark"], ["desk-dark", 1280, "dark"],
  ]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, offline: true,
                                               bypassCSP: true, colorScheme });
    const page = await context.newPage();
    const requests = [], complaints = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("dialog", (dialog) => { complaints.push(dialog.message()); dialog.dismiss(); });
    await page.goto(address);
    const said = await page.evaluate(() => ({
      sideways: document.documentElement.scrollWidth > window.innerWidth,
      scripts: document.scripts.length,
      handlers: [...document.querySelectorAll("*")].filter(
        (e) => [...e.attributes].some((a) => a.name.startsWith("on"))).length,
      images: document.querySelectorAll("img, iframe, object, embed, link").length,
    }));
    await page.keyboard.press("Tab");
    said.skip = await page.evaluate(() => document.activeElement.textContent);
    await page.keyboard.press("Tab");
    said.then = await page.evaluate(() => document.activeElement.getAttribute("role"));
    await page.evaluate(axe.source);
    const result = await page.evaluate(() => axe.run());
    said.axe = result.violations.map((v) => `${v.id}: ${v.nodes[0].html}`);
    said.passes = result.passes.length;
    said.requests = requests.filter((url) => url !== address);
    said.complaints = complaints;
    await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
    found[name] = said;
  }
  await browser.close();
  console.log(JSON.stringify(found));
})();
