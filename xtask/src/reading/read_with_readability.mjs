// Writes what Mozilla Readability reads of each page into a folder: node read_with_readability.mjs PAGES TEXTS
//
// It runs in the folder where its packages are installed.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const { Readability } = require("@mozilla/readability");
const { JSDOM, VirtualConsole } = require("jsdom");

const [pages, texts] = process.argv.slice(2);
const [, ...rows] = readFileSync(join(pages, "pages.tsv"), "utf8").trim().split("\n");
const virtualConsole = new VirtualConsole();
for (const row of rows) {
  const [name, , , , contentType] = row.split("\t");
  const page = new JSDOM(readFileSync(join(pages, `${name}.html`)), {
    contentType,
    url: `https://pages.example/${name}`,
    virtualConsole,
  });
  const article = new Readability(page.window.document).parse();
  // Separates the words of adjacent blocks.
  const html = (article?.content ?? "").replace(/<(\/?)(p|div|section|article|h\d|li|ul|ol|tr|td|th|table|dt|dd|dl|br|pre|summary|details|figcaption|blockquote)\b/gi, " <$1$2");
  const text = new JSDOM(html).window.document.body.textContent;
  writeFileSync(join(texts, `${name}.txt`), `${article?.title ?? ""}\n${text}`);
}
