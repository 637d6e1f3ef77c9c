#!/usr/bin/env node
// The program `porchlight`. It checks the version of Node before it loads code that an old version cannot parse.
const NEEDED = 22;

if (Number(process.versions.node.split(".")[0]) < NEEDED) {
  console.error(
    "error: Porchlight needs Node.js " + NEEDED + " or newer, and this is " + process.versions.node +
      ". Get it at https://nodejs.org, or with your system's packages.",
  );
  process.exit(1);
}

import("./main.js").then(({ main }) => main(process.argv.slice(2)));
