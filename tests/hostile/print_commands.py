"""Prints what a workflow, a terminal or a page would obey."""


def embed(adata, run):
    print("::add-mask::a\n  ::set-output name=x::y\n##[group]x\n::error file=a::b\n##vso[task.setvariable]x")
    print("\x1b]0;title\x07\x1b[2J\rhidden\u202ereversed\u2028::stop-commands::x\x85::error::y<script>")
