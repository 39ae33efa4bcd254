//! Rewrites the pages of a PDF to nothing but well-formed text operators, and notes the lines that are drawn
//! on them.

use pdf_extract::{
    Dictionary, Document, Object, ObjectId, Stream,
    content::{Content, Operation},
};

use super::{
    error::unreadable,
    fonts::Fonts,
    matrix::{Matrix, frame, inherited, matrix_operation, six},
    object::{numbers, real, resolved},
    ruled::Rule,
    sheet::{Prepared, Sheet, Shown},
};
use crate::extract::{draft::within, error::ExtractError};

/// The most pages.
pub(super) const MAX_PAGES: usize = 200;
/// How deep forms may stand inside forms.
const MAX_FORMS: usize = 12;
/// The most operators on all pages, those of forms counted each time they are used.
const MAX_OPERATORS: usize = 5_000_000;
/// The most rules that are noted on a page; a drawing has more, a table never.
const MAX_RULES: usize = 20_000;

/// Rewrites every page.
pub(super) fn prepare(document: &mut Document) -> Result<Vec<Prepared>, ExtractError> {
    let pages: Vec<ObjectId> = document.page_iter().take(MAX_PAGES + 1).collect();
    within(pages.len(), MAX_PAGES, "pages")?;
    if pages.is_empty() {
        return Err(unreadable("it has no pages"));
    }
    let mut left = MAX_OPERATORS;
    pages.into_iter().map(|page| prepare_page(document, page, &mut left)).collect()
}

/// The title in the document's own information, unless it is a file name.
pub(super) fn title(document: &Document) -> Option<String> {
    let info = resolved(document, document.trailer.get(b"Info").ok()?).as_dict().ok()?;
    let title = pdf_extract::decode_text_string(resolved(document, info.get(b"Title").ok()?)).ok()?;
    let lower = title.to_lowercase();
    let is_file =
        [".doc", ".docx", ".odt", ".pdf", ".indd", ".html"].iter().any(|ending| lower.ends_with(ending));
    let is_empty =
        lower.trim().is_empty() || lower.starts_with("untitled") || lower.starts_with("microsoft word - ");
    (!is_file && !is_empty).then_some(title)
}

fn prepare_page(document: &mut Document, page: ObjectId, left: &mut usize) -> Result<Prepared, ExtractError> {
    let (base, width, height) = frame(document, page);
    let empty = Dictionary::new();
    let mut walk = Walk {
        document,
        left,
        height,
        operations: vec![matrix_operation(base)],
        fonts: Fonts::default(),
        rules: Vec::new(),
        shown: Vec::new(),
        placed: true,
    };
    let resources =
        inherited(document, page, b"Resources").and_then(|object| object.as_dict().ok()).unwrap_or(&empty);
    let content = document.get_page_content(page).map_err(unreadable)?;
    walk.content(&content, resources, &State::new(base), 0)?;
    let Walk { operations, fonts, rules, shown, .. } = walk;
    let links = links(document, page, base, height);
    let encoded = Content { operations }.encode().map_err(unreadable)?;
    let contents = document.add_object(Stream::new(Dictionary::new(), encoded));
    let mut resources = Dictionary::new();
    resources.set("Font", fonts.dictionary);
    let mut rewritten = Dictionary::new();
    rewritten.set("Type", Object::Name(b"Page".to_vec()));
    rewritten.set("MediaBox", Object::Array([0.0, 0.0, width, height].map(real).to_vec()));
    rewritten.set("Resources", resources);
    rewritten.set("Contents", contents);
    document.objects.insert(page, Object::Dictionary(rewritten));
    Ok(Prepared { sheet: Sheet { height, words: Vec::new(), rules }, shown, links })
}

/// What `q` keeps and `Q` brings back, as far as it matters here.
#[derive(Debug, Clone)]
struct State {
    matrix: Matrix,
    bold: Option<bool>,
    fill: Ink,
    stroke: Ink,
}

impl State {
    fn new(matrix: Matrix) -> Self {
        Self { matrix, bold: None, fill: Ink::Seen, stroke: Ink::Seen }
    }
}

/// Whether a colour is seen on white paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ink {
    Seen,
    White,
}

struct Walk<'a> {
    document: &'a Document,
    left: &'a mut usize,
    height: f64,
    operations: Vec<Operation>,
    fonts: Fonts,
    rules: Vec<Rule>,
    shown: Vec<Shown>,
    /// Whether the next string that is shown has a place of its own.
    placed: bool,
}

impl Walk<'_> {
    fn content(
        &mut self,
        content: &[u8],
        resources: &Dictionary,
        state: &State,
        depth: usize,
    ) -> Result<(), ExtractError> {
        let content = Content::decode(content).map_err(unreadable)?;
        within(content.operations.len(), *self.left, "operators in a PDF")?;
        *self.left -= content.operations.len();
        let mut state = state.clone();
        let mut kept = Vec::new();
        let mut path = Path::default();
        for operation in &content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "q" => {
                    kept.push(state.clone());
                    self.write("q", Vec::new());
                }
                "Q" => {
                    if let Some(before) = kept.pop() {
                        state = before;
                        self.write("Q", Vec::new());
                    }
                }
                "cm" => {
                    if let Some(matrix) = six(operands) {
                        state.matrix = matrix.then(state.matrix);
                        self.operations.push(matrix_operation(matrix));
                    }
                }
                "Do" => self.form(operands, resources, &state, depth)?,
                "g" | "rg" | "k" | "sc" | "scn" => state.fill = ink(operands),
                "G" | "RG" | "K" | "SC" | "SCN" => state.stroke = ink(operands),
                operator => {
                    self.text(operator, operands, resources, &mut state);
                    self.draw(operator, operands, &state, &mut path);
                }
            }
        }
        // What a stream leaves open is closed, or it would shift what comes after a form.
        for _ in kept {
            self.write("Q", Vec::new());
        }
        Ok(())
    }

    /// The content of a form, as if it stood here.
    fn form(
        &mut self,
        operands: &[Object],
        resources: &Dictionary,
        state: &State,
        depth: usize,
    ) -> Result<(), ExtractError> {
        let document = self.document;
        let form = || {
            let forms = resolved(document, resources.get(b"XObject").ok()?).as_dict().ok()?;
            let form =
                resolved(document, forms.get(operands.first()?.as_name().ok()?).ok()?).as_stream().ok()?;
            (form.dict.get(b"Subtype").ok()?.as_name().ok()? == b"Form").then_some(form)
        };
        let Some(form) = form() else { return Ok(()) };
        within(depth + 1, MAX_FORMS, "forms inside each other in a PDF")?;
        let own = form
            .dict
            .get(b"Resources")
            .ok()
            .and_then(|object| resolved(document, object).as_dict().ok())
            .unwrap_or(resources);
        let matrix = form
            .dict
            .get(b"Matrix")
            .ok()
            .and_then(|object| resolved(document, object).as_array().ok())
            .and_then(|array| six(array));
        let content = form.get_plain_content().map_err(unreadable)?;
        let mut state = state.clone();
        self.write("q", Vec::new());
        if let Some(matrix) = matrix {
            state.matrix = matrix.then(state.matrix);
            self.operations.push(matrix_operation(matrix));
        }
        self.content(&content, own, &state, depth + 1)?;
        self.write("Q", Vec::new());
        Ok(())
    }

    /// Text operators, with operands that are what they have to be (ISO 32000-2, section 9.4).
    fn text(&mut self, operator: &str, operands: &[Object], resources: &Dictionary, state: &mut State) {
        let are_numbers = |count: usize| {
            operands.len() == count
                && operands.iter().all(|operand| operand.as_float().is_ok_and(f32::is_finite))
        };
        self.placed |= matches!(operator, "BT" | "T*" | "Td" | "TD" | "Tm" | "'" | "\"");
        match operator {
            "BT" | "ET" | "T*" => self.write(operator, Vec::new()),
            "Tc" | "Tw" | "Tz" | "TL" | "Ts" if are_numbers(1) => self.write(operator, operands.to_vec()),
            "Td" | "TD" if are_numbers(2) => self.write(operator, operands.to_vec()),
            "Tm" if are_numbers(6) => self.write(operator, operands.to_vec()),
            "Tf" => {
                let [Object::Name(name), size] = operands else { return };
                if let (Some((own, bold)), Ok(_)) =
                    (self.fonts.named(self.document, resources, name), size.as_float())
                {
                    state.bold = Some(bold);
                    self.write("Tf", vec![Object::Name(own), size.clone()]);
                }
            }
            "Tj" | "TJ" => self.show(operands.first(), state),
            "'" => {
                self.write("T*", Vec::new());
                self.show(operands.first(), state);
            }
            "\"" if operands.len() == 3 && operands[..2].iter().all(|operand| operand.as_float().is_ok()) => {
                self.write("Tw", vec![operands[0].clone()]);
                self.write("Tc", vec![operands[1].clone()]);
                self.write("T*", Vec::new());
                self.show(operands.get(2), state);
            }
            _ => {}
        }
    }

    fn show(&mut self, shown: Option<&Object>, state: &State) {
        let Some(bold) = state.bold else { return };
        match shown {
            Some(text @ Object::String(..)) => {
                self.note(bold);
                self.write("Tj", vec![text.clone()]);
            }
            Some(Object::Array(parts)) => {
                let parts: Vec<Object> = parts
                    .iter()
                    .filter(|part| matches!(part, Object::String(..)) || part.as_float().is_ok())
                    .cloned()
                    .collect();
                for _ in parts.iter().filter(|part| matches!(part, Object::String(..))) {
                    self.note(bold);
                }
                self.write("TJ", vec![Object::Array(parts)]);
            }
            _ => {}
        }
    }

    fn note(&mut self, bold: bool) {
        self.shown.push(Shown { bold, placed: std::mem::take(&mut self.placed) });
    }

    /// Path operators: what is painted is noted as rules.
    fn draw(&mut self, operator: &str, operands: &[Object], state: &State, path: &mut Path) {
        let numbers: Vec<f64> =
            operands.iter().filter_map(|operand| operand.as_float().ok()).map(f64::from).collect();
        let point = |x: f64, y: f64| {
            let (x, y) = state.matrix.apply(x, y);
            (x, self.height - y)
        };
        match (operator, numbers.as_slice()) {
            ("m", &[x, y]) => path.parts.push(vec![point(x, y)]),
            ("l", &[x, y]) | ("c", &[_, _, _, _, x, y]) | ("v" | "y", &[_, _, x, y]) => {
                if let Some(part) = path.parts.last_mut() {
                    part.push(point(x, y));
                }
            }
            ("h", _) => path.close(),
            ("re", &[x, y, width, height]) => {
                let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)];
                path.parts.push(corners.map(|(x, y)| point(x, y)).to_vec());
            }
            ("S" | "s" | "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "n", _) => {
                if matches!(operator, "s" | "b" | "b*") {
                    path.close();
                }
                let stroked =
                    matches!(operator, "S" | "s" | "B" | "B*" | "b" | "b*") && state.stroke == Ink::Seen;
                let filled = !matches!(operator, "S" | "s" | "n") && state.fill == Ink::Seen;
                let page = self.height;
                let parts = std::mem::take(&mut path.parts);
                if stroked || filled {
                    let rules = parts.iter().flat_map(|part| {
                        if stroked { Rule::of_lines(part) } else { Rule::of_shape(part, page) }
                    });
                    self.rules.extend(rules.take(MAX_RULES.saturating_sub(self.rules.len())));
                }
            }
            _ => {}
        }
        if path.parts.len() > MAX_RULES {
            path.parts.clear();
        }
    }

    fn write(&mut self, operator: &str, operands: Vec<Object>) {
        self.operations.push(Operation::new(operator, operands));
    }
}

#[derive(Default)]
struct Path {
    parts: Vec<Vec<(f64, f64)>>,
}

impl Path {
    fn close(&mut self) {
        if let Some(part) = self.parts.last_mut() {
            part.extend(part.first().copied());
        }
    }
}

fn ink(operands: &[Object]) -> Ink {
    let numbers: Vec<f32> = operands.iter().filter_map(|operand| operand.as_float().ok()).collect();
    let white = match numbers.len() {
        1 | 3 => numbers.iter().all(|&part| part >= 0.999),
        4 => numbers.iter().all(|&part| part <= 0.001),
        _ => false,
    };
    if white { Ink::White } else { Ink::Seen }
}

/// The links of a page to web and mail addresses (ISO 32000-2, section 12.5.6.5).
fn links(document: &Document, page: ObjectId, base: Matrix, height: f64) -> Vec<([f64; 4], String)> {
    let Some(notes) = inherited(document, page, b"Annots").and_then(|object| object.as_array().ok()) else {
        return Vec::new();
    };
    let link = |note: &Object| {
        let note = resolved(document, note).as_dict().ok()?;
        let action = resolved(document, note.get(b"A").ok()?).as_dict().ok()?;
        let address = resolved(document, action.get(b"URI").ok()?).as_str().ok()?;
        let corners = numbers(document, resolved(document, note.get(b"Rect").ok()?).as_array().ok()?)?;
        let &[x0, y0, x1, y1] = corners.as_slice() else { return None };
        let ((x0, y0), (x1, y1)) = (base.apply(x0, y0), base.apply(x1, y1));
        let area = [x0.min(x1), height - y0.max(y1), x0.max(x1), height - y0.min(y1)];
        Some((area, String::from_utf8_lossy(address).into_owned()))
    };
    notes.iter().take(2_000).filter_map(link).collect()
}
