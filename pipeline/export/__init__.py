"""Ways out for other programs: tables as files, and one workbook."""
