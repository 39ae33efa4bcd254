//! A sheet of rows as text, JSON, CSV, XLSX or Markdown.
