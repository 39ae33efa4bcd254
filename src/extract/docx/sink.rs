//! Where paragraphs are written to: the page, or a cell of a table.

use std::fmt::Write as _;

/// How deep lists may stand inside each other; deeper ones are written at this depth.
const MAX_LEVELS: usize = 8;

/// HTML as far as it is written, and the lists that are open in it.
#[derive(Debug, Default)]
pub(super) struct Sink {
    html: String,
    lists: usize,
}

impl Sink {
    pub(super) fn block(&mut self, tag: &str, content: &str) {
        self.close();
        if !content.is_empty() {
            let _ = writeln!(self.html, "<{tag}>{content}</{tag}>");
        }
    }

    /// Writes an item of the list at that level, inside the last item of the level above.
    pub(super) fn item(&mut self, level: usize, content: &str) {
        let wanted = (level + 1).min(MAX_LEVELS);
        while self.lists > wanted {
            self.html.push_str("</li></ul>");
            self.lists -= 1;
        }
        if self.lists == wanted {
            self.html.push_str("</li>");
        }
        while self.lists < wanted {
            self.html.push_str(if self.lists + 1 < wanted { "<ul><li>" } else { "<ul>" });
            self.lists += 1;
        }
        self.html.push_str("<li>");
        self.html.push_str(content);
    }

    fn close(&mut self) {
        for _ in 0..std::mem::take(&mut self.lists) {
            self.html.push_str("</li></ul>\n");
        }
    }

    /// What was written, with nothing left open.
    pub(super) fn finish(mut self) -> String {
        self.close();
        self.html
    }
}
