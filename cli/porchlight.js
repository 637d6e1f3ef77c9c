#!/usr/bin/env node
// The program `porchlight`. It asks which Node runs it before it loads anything that an old one cannot read.
const NEEDED = 22;

if (Number(process.versions.node.split(".")[0]) < NEEDED) {
  console.error(
    "error: Porchlight needs Node.js " + NEEDED + " or newer, and this is " + process.versions.node +
      ". Get it at https://nodejs.org, or with your system's packages.",
  );
  process.exit(1);
}

import("./main.js").then(({ main }) => main(process.argv.slice(2)));
