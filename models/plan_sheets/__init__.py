"""Plans as flat sheets: a workbook, or CSV files, that hold what a TOML plan file holds.

fields    the sheets and their columns, taken from the modes themselves
values    a cell as a value of a plan, and back
reading   sheets -> tables of plans, with the cell that each value stands in
writing   tables of plans -> sheets
files     sheets <-> XLSX and CSV
template  the empty workbook, with explanations and examples
"""
