//! A tolerant reader of JavaScript literals: arrays and objects of plain values, as pages carry them in
//! scripts.
//!
//! Keys need no quotes, commas may trail, comments are skipped. What is no literal (a call, a name) counts as
//! null.

use serde_json::{Map, Number, Value};

/// Levels that are read.
const DEPTH: usize = 48;

/// Every array of objects in a script, outermost first.
pub(super) fn arrays(script: &str) -> Vec<Value> {
    let bytes = script.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = bytes.get(at..).and_then(|rest| memchr::memchr(b'[', rest)) {
        at += step;
        let mut reader = Reader { text: script, at: at + 1 };
        reader.blank();
        if reader.peek() != Some(b'{') {
            at += 1;
            continue;
        }
        reader.at = at;
        let value = reader.value(0);
        at = reader.at.max(at + 1);
        found.extend(value.filter(Value::is_array));
    }
    found
}

/// The string that a script begins with.
pub(super) fn text(script: &str) -> Option<String> {
    let mut reader = Reader { text: script, at: 0 };
    reader.blank();
    matches!(reader.peek()?, b'"' | b'\'' | b'`').then(|| reader.string())?
}

/// Reads literals from a place in a script on.
struct Reader<'s> {
    text: &'s str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn starts(&self, with: &str) -> bool {
        self.text.as_bytes()[self.at.min(self.text.len())..].starts_with(with.as_bytes())
    }

    /// Skips white space and comments.
    fn blank(&mut self) {
        loop {
            match self.peek() {
                Some(byte) if byte.is_ascii_whitespace() => self.at += 1,
                Some(b'/') if self.starts("//") => self.until(b"\n"),
                Some(b'/') if self.starts("/*") => self.until(b"*/"),
                _ => return,
            }
        }
    }

    fn until(&mut self, end: &[u8]) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at +=
            rest.windows(end.len()).position(|window| window == end).map_or(rest.len(), |at| at + end.len());
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEPTH {
            return None;
        }
        self.blank();
        let value = match self.peek()? {
            b'{' => self.object(depth)?,
            b'[' => self.array(depth)?,
            b'"' | b'\'' | b'`' => Value::String(self.string()?),
            _ => self.word(),
        };
        self.blank();
        if !matches!(self.peek(), None | Some(b',' | b'}' | b']' | b';' | b')')) && depth > 0 {
            self.expression();
        }
        Some(value)
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.blank();
            match self.peek()? {
                b']' => {
                    self.at += 1;
                    return Some(Value::Array(items));
                }
                b',' => self.at += 1,
                b'}' | b')' | b';' => return None,
                _ => items.push(self.value(depth + 1)?),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut fields = Map::new();
        loop {
            self.blank();
            match self.peek()? {
                b'}' => {
                    self.at += 1;
                    return Some(Value::Object(fields));
                }
                b',' => self.at += 1,
                b']' | b')' | b';' => return None,
                _ => {
                    let key = self.key()?;
                    self.blank();
                    if self.peek()? == b':' {
                        self.at += 1;
                        let value = self.value(depth + 1)?;
                        fields.insert(key, value);
                    } else {
                        self.expression();
                    }
                }
            }
        }
    }

    fn key(&mut self) -> Option<String> {
        if matches!(self.peek()?, b'"' | b'\'' | b'`') {
            return self.string();
        }
        let start = self.at;
        while self.peek().is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-') || byte >= 0x80
        }) {
            self.at += 1;
        }
        if self.at == start {
            self.expression();
        }
        self.text.get(start..self.at).map(str::to_owned)
    }

    fn string(&mut self) -> Option<String> {
        let quote = self.peek()?;
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let plain = rest.bytes().position(|byte| byte == quote || byte == b'\\')?;
            text.push_str(&rest[..plain]);
            self.at += plain + 1;
            if rest.as_bytes()[plain] == quote {
                return Some(text);
            }
            self.escape(&mut text)?;
        }
    }

    fn escape(&mut self, text: &mut String) -> Option<()> {
        let letter = self.text.get(self.at..)?.chars().next()?;
        self.at += letter.len_utf8();
        match letter {
            'n' | 't' | 'r' | 'b' | 'f' | 'v' => text.push(if letter == 'n' { '\n' } else { ' ' }),
            'u' | 'x' => {
                let first = self.code(letter)?;
                let paired = (0xd800..0xdc00).contains(&first) && self.starts("\\u");
                let code = if paired {
                    self.at += 2;
                    0x10000 + ((first - 0xd800) << 10) + (self.code('u')?.wrapping_sub(0xdc00) & 0x3ff)
                } else {
                    first
                };
                text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            '\n' => {}
            other => text.push(other),
        }
        Some(())
    }

    fn code(&mut self, kind: char) -> Option<u32> {
        let digits = if kind == 'x' { 2 } else { 4 };
        let code = u32::from_str_radix(self.text.get(self.at..self.at + digits)?, 16).ok()?;
        self.at += digits;
        Some(code)
    }

    /// A number, a truth value or anything else without brackets of its own.
    fn word(&mut self) -> Value {
        let start = self.at;
        self.expression();
        let word = self.text.get(start..self.at).unwrap_or("").trim();
        match word {
            "true" | "!0" => Value::Bool(true),
            "false" | "!1" => Value::Bool(false),
            _ => match word.parse::<i64>() {
                Ok(number) => Value::Number(number.into()),
                Err(_) => {
                    word.parse::<f64>().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
                }
            },
        }
    }

    /// Skips to the comma or bracket that ends an expression.
    fn expression(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' | b'\'' | b'`' => {
                    if self.string().is_none() {
                        self.at = self.text.len();
                    }
                    continue;
                }
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' | b',' | b';' if depth == 0 => return,
                b')' | b']' | b'}' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_array_of_objects_is_read_whatever_its_quotes() {
        let script = "const list = [{name: 'A', \"in\": `EU`, on: !0, /* c */ n: 3, f: go(1, 2),}, {name: \
            \"B\\u00e9\"},]; [1, 2]";
        assert_eq!(
            arrays(script),
            [json!([{"name": "A", "in": "EU", "on": true, "n": 3, "f": null}, {"name": "Bé"}])]
        );
    }

    #[test]
    fn what_is_no_literal_is_stepped_over() {
        assert_eq!(arrays("x[{] ; y = [{a: 1}]"), [json!([{"a": 1}])]);
        assert!(arrays(&"[{".repeat(100_000)).is_empty());
        assert!(arrays("[{a: '").is_empty());
        assert!(arrays("[{\"a\\").is_empty());
    }
}
