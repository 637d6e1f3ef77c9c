"""Packs vectors of word pieces into table.bin. README.md beside it says where they are from.

    pip install numpy tokenizers
    python pack.py VECTORS.npz VOCABULARY.txt TEXTS.tsv.gz

VECTORS.npz has `q`, a row of whole numbers from -7 to 7 for each line of VOCABULARY.txt, and `scale`, one for each row.
TEXTS.tsv.gz has a kind, a tab and a text a line; words are counted in the texts of help pages.
It also writes samples.json, the vectors of some texts, which tests of the Rust code compare with their own.
"""

import collections
import gzip
import json
import math
import pathlib
import re
import struct
import sys

import numpy as np
import tokenizers

# Word pieces of lower-case Latin letters and digits. Punctuation carries no meaning, and other scripts are not trained.
PIECE = re.compile(r"(##)?[a-z0-9]+")
KINDS = {"heading", "question", "section", "sentence"}
# A share of texts is stored as its negative natural logarithm in steps of 1/16. This code stands for a share of 0.
STEPS = 16
NEVER = 255
SAMPLES = [
    "How do I change my e-mail address?",
    "Café passport renewal, unaffordably late",
    "Returns are free within 30 days of delivery.",
]


def spelled_words(encoding):
    """The words of a text, each as its pieces."""
    words = collections.defaultdict(list)
    for piece, word in zip(encoding.tokens, encoding.word_ids):
        words[word].append(piece)
    return [pieces for pieces in words.values() if all(PIECE.fullmatch(piece) for piece in pieces)]


def main():
    vectors_file, vocabulary_file, texts_file = sys.argv[1:]
    folder = pathlib.Path(__file__).parent
    vectors = np.load(vectors_file)
    vocabulary = pathlib.Path(vocabulary_file).read_text(encoding="utf-8").splitlines()
    tokenizer = tokenizers.BertWordPieceTokenizer(vocabulary_file, lowercase=True, strip_accents=True)
    encode = lambda texts: tokenizer.encode_batch(texts, add_special_tokens=False)

    with gzip.open(texts_file, "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t", 1) for line in lines)
        texts = [text for kind, text in rows if kind in KINDS]
    counts = collections.Counter()
    for encoding in encode(texts):
        whole = {pieces[0] for pieces in spelled_words(encoding) if len(pieces) == 1}
        counts.update(whole)

    kept = sorted((piece.encode(), row) for row, piece in enumerate(vocabulary) if PIECE.fullmatch(piece))
    rows = [row for _, row in kept]
    shares = []
    for piece, _ in kept:
        count = counts[piece.decode()]
        code = round(-math.log(count / len(texts)) * STEPS) if count else NEVER
        shares.append(min(code, NEVER))
    scales = vectors["scale"][rows].astype(np.float32)
    unit = float(scales.max()) / 65535
    levels = np.round(scales / unit).astype("<u2")
    nibbles = (vectors["q"][rows] + 8).astype(np.uint8)
    packed = nibbles[:, 0::2] | (nibbles[:, 1::2] << 4)
    text = b"".join(piece for piece, _ in kept)
    ends = np.cumsum([len(piece) for piece, _ in kept]).astype("<u4")

    with open(folder / "table.bin", "wb") as out:
        out.write(struct.pack("<4sIIf", b"PLW1", len(kept), packed.shape[1] * 2, unit))
        for part in (ends.tobytes(), levels.tobytes(), bytes(shares), packed.tobytes(), text):
            out.write(part)

    row_of = {piece.decode(): at for at, (piece, _) in enumerate(kept)}
    weights = (nibbles.astype(np.float64) - 8) * levels.astype(np.float64)[:, None] * unit
    samples = []
    for sample, encoding in zip(SAMPLES, encode(SAMPLES)):
        words = spelled_words(encoding)
        vector = sum(weights[row_of[piece]] for pieces in words for piece in pieces)
        vector = vector / np.linalg.norm(vector)
        first = [round(float(number), 5) for number in vector[:8]]
        samples.append({"text": sample, "words": words, "vector": first})
    (folder / "samples.json").write_text(json.dumps(samples, indent=2) + "\n")


if __name__ == "__main__":
    main()
