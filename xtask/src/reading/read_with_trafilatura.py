"""Writes what trafilatura reads of each page into a folder: python read_with_trafilatura.py PAGES TEXTS"""

import pathlib
import sys

from trafilatura import bare_extraction

pages, texts = map(pathlib.Path, sys.argv[1:])
for page in sorted(pages.glob("*.html")):
    document = bare_extraction(page.read_bytes(), include_comments=False, include_tables=True)
    parts = [document.title, document.text] if document else []
    (texts / f"{page.stem}.txt").write_text("\n".join(filter(None, parts)), encoding="utf-8")
