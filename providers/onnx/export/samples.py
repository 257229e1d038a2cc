"""Texts that every exported model is tried with."""

LONG = "a small brown dog runs along the beach at sunset, and a boy throws a red ball " * 12

TEXTS = [
    "a photo of a cat",
    "",
    "x",
    "A Photo of TWO Dogs, isn't it? 1234 times!",
    "caf\u00e9 na\u00efve Stra\u00dfe \u03a3\u0399\u03a3\u03a5\u03a6\u039f\u03a3",
    "\u4e00\u53ea\u53ef\u7231\u7684\u732b \U0001f600 \u05e9\u05dc\u05d5\u05dd",
    "Tom &amp; Jerry, it\u2019s 5 o\u2019clock",
    "  many   spaces\tand\nlines  ",
    "sch\u00c3\u00b6n <tag> [SEP] _under_score_ don't",
    LONG,
]
