"""Files of rows: which tables there are, how their cells are read and written, and the templates for them."""

from parks.tables.columns import Before, Column, Table
from parks.tables.declared import TABLES
from parks.tables.directory import Directory, may_import, writable
from parks.tables.kinds import CellError, in_both

__all__ = ["TABLES", "Before", "CellError", "Column", "Directory", "Table", "in_both", "may_import", "writable"]
