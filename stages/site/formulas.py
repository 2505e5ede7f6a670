"""The formulas of the metrics as MathML, which a browser sets without any script.

The registry says each formula in words, with every number in it; here is its shape.
"""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup, escape


def _i(name: str) -> str:
    return f"<mi>{escape(name)}</mi>"


def _n(number: str) -> str:
    return f"<mn>{number}</mn>"


def _o(sign: str) -> str:
    return f"<mo>{escape(sign)}</mo>"


def _t(words: str) -> str:
    return f"<mtext>{escape(words)}</mtext>"


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _over(above: str, below: str) -> str:
    return f"<mfrac>{above}{below}</mfrac>"


def _sub(base: str, index: str) -> str:
    return f"<msub>{base}{index}</msub>"


def _of(function: str, *arguments: str) -> str:
    inside = _o(",").join(arguments)
    return _row(_i(function), _o("("), inside, _o(")"))


def _mean(over: str, what: str) -> str:
    return _row(f"<munder>{_t('mean')}{_t(over)}</munder>", what)


def _size(what: str) -> str:
    return _row(_o("|"), what, _o("|"))


_LESS = _o("\N{MINUS SIGN}")
_SUM = _o("\N{N-ARY SUMMATION}")
_TWO_SHARED = _row(_n("2"), _of("I", _i("C"), _i("L")))
_NMI = _over(_TWO_SHARED, _row(_of("H", _i("C")), _o("+"), _of("H", _i("L"))))
_ARI = _over(
    _row(_i("RI"), _LESS, _of("E", _i("RI"))),
    _row(_n("1"), _LESS, _of("E", _i("RI"))),
)
_WIDTH = _over(_row(_i("b"), _LESS, _i("a")), _of("max", _i("a"), _i("b")))
_SILHOUETTE = _over(_row(_mean("cells", _WIDTH), _o("+"), _n("1")), _n("2"))
_MIXED = _row(_n("1"), _LESS, _size(_WIDTH))
_LISI = _over(_n("1"), _row(_sub(_SUM, _i("g")), f"<msubsup>{_i('p')}{_i('g')}{_n('2')}</msubsup>"))
_MEDIAN = _row(f"<munder>{_t('median')}{_t('cells')}</munder>", _LISI)
_CLISI = _over(_row(_i("L"), _LESS, _MEDIAN), _row(_i("L"), _LESS, _n("1")))
_ILISI = _over(_row(_MEDIAN, _LESS, _n("1")), _row(_i("B"), _LESS, _n("1")))
_CILISI = _mean("cells", _over(_row(_LISI, _LESS, _n("1")), _row(_i("B"), _LESS, _n("1"))))
_KBET = _mean(
    "labels", _over(_size(_row(_i("p"), _o("\N{GREATER-THAN OR EQUAL TO}"), _n("0.05"))), _size(_t("cells")))
)
_CONNECTED = _mean("labels", _over(_size(_t("largest component")), _size(_t("label"))))
_SHARE = _over(_sub(_i("V"), _t("between batches")), _sub(_i("V"), _t("total")))
_PCR = _of(
    "max",
    _n("0"),
    _over(
        _row(_sub(_i("R"), _t("before")), _LESS, _sub(_i("R"), _t("after"))),
        _sub(_i("R"), _t("before")),
    ),
)
_RIGHT = _over(_size(_t("right")), _size(_t("scored")))
_F1 = _mean(
    "labels",
    _over(
        _row(_n("2"), _size(_t("right"))),
        _row(_size(_t("of the label")), _o("+"), _size(_t("given the label"))),
    ),
)
_RECALL = _over(_size(_t("right")), _size(_t("of the label")))
_VARIANCES = _row(_sub(_SUM, _i("i")), _sub(_i("\N{GREEK SMALL LETTER LAMDA}"), _i("i")))
_PARTICIPATION = _over(
    f"<msup>{_row(_o('('), _VARIANCES, _o(')'))}{_n('2')}</msup>",
    _row(
        _sub(_SUM, _i("i")),
        f"<msubsup>{_i(chr(0x3BB))}{_i('i')}{_n('2')}</msubsup>",
    ),
)


def _average(*parts: str) -> str:
    return _over(_o("+").join(_t(part) for part in parts), _n(str(len(parts))))


_SHAPES: Final[Mapping[str, str]] = {
    "nmi": _NMI,
    "ari": _ARI,
    "silhouette_label": _SILHOUETTE,
    "silhouette_all_batches": _SILHOUETTE,
    "isolated_labels": _mean("isolated labels", _SILHOUETTE),
    "clisi": _CLISI,
    "bras": _mean("labels", _mean("cells", _MIXED)),
    "silhouette_batch": _mean("labels", _mean("cells", _MIXED)),
    "ilisi": _ILISI,
    "cilisi": _CILISI,
    "kbet": _KBET,
    "graph_connectivity": _CONNECTED,
    "pcr_comparison": _PCR,
    "pcr_raw": _SHARE,
    "avg_bio": _average("NMI", "ARI", "silhouette"),
    "average_batch": _average("PCR comparison", "silhouette (batch)"),
    "transfer_accuracy": _RIGHT,
    "transfer_macro_f1": _F1,
    "transfer_balanced_accuracy": _mean("labels", _RECALL),
    "transfer_rare_recall": _mean("rare labels", _RECALL),
    "transfer_lowest_recall": _row(f"<munder>{_t('min')}{_t('labels')}</munder>", _RECALL),
    "participation_ratio": _PARTICIPATION,
}


def formula(metric: str) -> Markup:
    """Return a metric's formula; empty where words say it as well. Variants share the shape of their kind."""
    kinds = [name for name in _SHAPES if metric == name or metric.startswith(f"{name}_")]
    if not kinds:
        return Markup()
    shape = _SHAPES[max(kinds, key=len)]
    return Markup(f'<span class="fc-formula"><math displaystyle="true">{shape}</math></span>')  # noqa: S704 - made of our own words alone
