"""XForms of the trials, by pyxform: what `forms-oracle invent` wrote as sheets becomes XML for the engine.

    xforms.py TRIALS XFORMS

It is a test of its own: every form written as sheets must be one pyxform takes.
"""

import json
import pathlib
import sys

from pyxform.xls2xform import convert


def main():
    trials, written = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    forms, refused = [], 0
    for trial in json.loads(trials.read_text(encoding="utf-8")):
        sheets = {}
        for sheet in trial["sheets"]:
            headings, *rows = sheet["rows"]
            sheets[sheet["name"]] = [
                {heading: cell for heading, cell in zip(headings, row, strict=False) if cell} for row in rows
            ]
            sheets[sheet["name"] + "_header"] = [dict.fromkeys(headings)]
        try:
            xform = convert(xlsform=sheets, validate=False).xform
        except Exception as said:
            refused += 1
            print(f"{trial['name']}: pyxform refuses what was written: {said}")
            xform = None
        forms.append({"name": trial["name"], "xform": xform, "steps": trial["steps"]})
    written.write_text(json.dumps(forms, ensure_ascii=False), encoding="utf-8")
    print(f"{len(forms)} forms written as sheets, pyxform refuses {refused}")


main()
