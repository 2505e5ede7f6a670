"""The public site, from the published tables to checked HTML.

board      the four tables, read and joined
pages      every generated page, as (path, bytes): no file is written here, MkDocs is not imported
build      mkdocs build, the content security policy, the link checker
"""
