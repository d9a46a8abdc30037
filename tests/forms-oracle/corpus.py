"""Forms with pyxform's word on each: the workbooks and the written-out tables of its own tests.

    corpus.py ARCHIVE FOLDER

ARCHIVE is the source archive of pyxform 1.4.0, the last that carries its tests; what is valid says the pyxform that is installed.
Writes FOLDER/corpus.json: for each form its name, whether it is accepted, what is said when it is not, and its sheets as rows of text
or the path of a workbook. Workbooks of the old kind are written anew as XLSX, which is all the product reads.
"""

import ast
import datetime
import json
import pathlib
import sys
import tarfile

import openpyxl
import xlrd
from pyxform.xls2json_backends import _md_table_to_ss_structure
from pyxform.xls2xform import convert


def renewed(old, new):
    """Writes a workbook of the old kind as XLSX, kinds of cells kept."""
    book = xlrd.open_workbook(old)
    written = openpyxl.Workbook()
    written.remove(written.active)
    for sheet in book.sheets():
        page = written.create_sheet(sheet.name)
        for row in range(sheet.nrows):
            for column in range(sheet.ncols):
                cell = sheet.cell(row, column)
                value = cell.value
                if cell.ctype == xlrd.XL_CELL_EMPTY or value == "":
                    continue
                if cell.ctype == xlrd.XL_CELL_BOOLEAN:
                    value = bool(value)
                elif cell.ctype == xlrd.XL_CELL_DATE:
                    parts = xlrd.xldate_as_tuple(value, book.datemode)
                    value = datetime.time(*parts[3:]) if parts[:3] == (0, 0, 0) else datetime.datetime(*parts)
                page.cell(row + 1, column + 1, value)
                if isinstance(value, str):
                    page.cell(row + 1, column + 1).data_type = "s"
    written.save(new)


def judged(name, form, **how):
    """pyxform's word on a form. Files a form refers to are not asked for, as an office would not have them either."""
    entry = {"name": name, "accepted": True, "said": "", "xform": ""}
    try:
        entry["xform"] = convert(xlsform=form, validate=False, **how).xform
    except Exception as said:  # whatever stops it, it is refused
        entry["accepted"] = False
        entry["said"] = f"{type(said).__name__}: {said}"
    return entry


def workbooks(unpacked, folder):
    for path in sorted(unpacked.rglob("*")):
        if path.suffix not in {".xls", ".xlsx", ".xlsm"} or path.name.startswith("~"):
            continue
        name = f"{path.parent.name}/{path.name}"
        file = path
        try:
            if path.suffix == ".xls":
                file = folder / "renewed" / f"{path.parent.name}-{path.stem}.xlsx"
                file.parent.mkdir(exist_ok=True)
                renewed(path, file)
            entry = judged(name, str(file))
        except Exception as said:  # a workbook no reader opens
            entry = {"name": name, "accepted": False, "said": f"{type(said).__name__}: {said}", "xform": ""}
        yield entry | {"workbook": str(file)}


def listings(unpacked):
    for path in sorted((unpacked / "pyxform" / "tests" / "example_xls").glob("*.csv")):
        entry = judged(f"example_xls/{path.name}", str(path))
        yield entry | {"listing": path.read_text(encoding="utf-8")}


def tables(unpacked):
    """The forms written out in the tests, each with the place it stands."""
    for path in sorted(unpacked.rglob("tests_v1/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            for argument in node.keywords:
                if argument.arg != "md" or not isinstance(argument.value, ast.Constant):
                    continue
                table = argument.value.value
                try:
                    sheets = _md_table_to_ss_structure(table)
                except Exception:
                    continue
                entry = judged(f"{path.stem}:{argument.value.lineno}", table, file_type=".md")
                rows = [{"name": name, "rows": [[cell or "" for cell in row] for row in rows]} for name, rows in sheets.items()]
                yield entry | {"sheets": rows}


def main():
    archive, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as source:
        source.extractall(folder, filter="data")
    unpacked = next(folder.glob("pyxform-*"))
    corpus = [*workbooks(unpacked, folder), *listings(unpacked), *tables(unpacked)]
    (folder / "corpus.json").write_text(json.dumps(corpus, ensure_ascii=False), encoding="utf-8")
    accepted = sum(entry["accepted"] for entry in corpus)
    print(f"{len(corpus)} forms, pyxform accepts {accepted}")


main()
