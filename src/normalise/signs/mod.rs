//! What a text is like: the one room that is asked, and it answers once per text.
//!
//! A text of a page may be the name of a company, a place, the label of a field, a day, a link to a document,
//! a category of data. Each such *sign* is a weight from 0 to 100. From which weight on it counts stands in
//! one table, [`from`], so that no two callers disagree about the same text.

mod kinds;

use std::{cell::OnceCell, rc::Rc};

use super::{
    categories, dates,
    entities::{self, Likeness},
    headers::{self, Column, Meaning},
    memo::{Memo, recall},
    places,
};
use crate::model::{Category, Field};

pub(super) use self::kinds::is_address;

/// From which weight on a sign counts.
mod from {
    /// May be the name of a company or product.
    pub(super) const NAME: u8 = 40;
    /// Names a place, besides other things.
    pub(super) const SOME_PLACE: u8 = 40;
    /// Is a place.
    pub(super) const PLACE: u8 = 60;
    /// Is a place and nothing else.
    pub(super) const ONLY_PLACE: u8 = 90;
    /// May be the label of a field.
    pub(super) const LABEL: u8 = 60;
    /// Is surely a label, or a header.
    pub(super) const HEADER: u8 = 85;
    /// Speaks of personal data.
    pub(super) const DATA: u8 = 40;
    /// Is a safeguard for transfers.
    pub(super) const TRANSFER: u8 = 50;
}

/// More words than this are a sentence, and no place.
const LONGEST_PLACE_WORDS: usize = 12;

/// What one text is like. Each sign is found when it is first asked for.
#[derive(Debug)]
pub(super) struct Signs {
    text: Box<str>,
    words: usize,
    name: OnceCell<Likeness>,
    company: OnceCell<bool>,
    place: OnceCell<u8>,
    label: OnceCell<Option<Meaning>>,
    data: OnceCell<u8>,
    transfer: OnceCell<u8>,
    task: OnceCell<Category>,
    date: OnceCell<bool>,
}

/// The signs of a text.
pub(super) fn of(text: &str) -> Rc<Signs> {
    recall(&SIGNS, text, |text| Rc::new(Signs::new(text)))
}

thread_local! {
    static SIGNS: Memo<Rc<Signs>> = Memo::default();
}

impl Signs {
    fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            words: kinds::words_of(text),
            name: OnceCell::new(),
            company: OnceCell::new(),
            place: OnceCell::new(),
            label: OnceCell::new(),
            data: OnceCell::new(),
            transfer: OnceCell::new(),
            task: OnceCell::new(),
            date: OnceCell::new(),
        }
    }

    /// How many words it has. Of a script that parts none, two letters count as one.
    pub(super) fn words(&self) -> usize {
        self.words
    }

    /// How far it is like the name of a company or product, and why.
    pub(super) fn name(&self) -> Likeness {
        *self.name.get_or_init(|| entities::likeness(&self.text))
    }

    /// Whether it may be the name of a company or product.
    pub(super) fn is_name(&self) -> bool {
        self.name().weight >= from::NAME
    }

    /// Whether it surely names a company: one of the catalogue, or one with a legal form.
    pub(super) fn is_company(&self) -> bool {
        *self.company.get_or_init(|| entities::is_company(&self.text))
    }

    /// How much of it is places.
    pub(super) fn place(&self) -> u8 {
        *self.place.get_or_init(|| kinds::percent(places::share(&self.text)))
    }

    /// Whether it names a place, besides other things.
    pub(super) fn has_place(&self) -> bool {
        self.place() >= from::SOME_PLACE
    }

    /// Whether it is a place, with some words around it.
    pub(super) fn is_place(&self) -> bool {
        self.words <= LONGEST_PLACE_WORDS && self.place() >= from::PLACE
    }

    /// Whether it is a place and nothing else.
    pub(super) fn is_only_place(&self) -> bool {
        self.place() >= from::ONLY_PLACE
    }

    /// What it means as a header or label, best first where it may mean several things.
    pub(super) fn label(&self) -> Option<Meaning> {
        *self.label.get_or_init(|| headers::meanings(&self.text).into_iter().next())
    }

    /// Whether it may be the label of a field.
    pub(super) fn is_label(&self) -> bool {
        self.label().is_some_and(|meaning| meaning.weight >= from::LABEL)
    }

    /// Whether it is surely a header or label.
    pub(super) fn is_header(&self) -> bool {
        self.label().is_some_and(|meaning| meaning.weight >= from::HEADER)
    }

    /// Whether it is surely the header or label of one field.
    pub(super) fn is_header_of(&self, field: Field) -> bool {
        self.is_header() && self.label().is_some_and(|meaning| meaning.what == Column::Field(field))
    }

    /// Whether it names a document: `Privacy policy`, `DPA`, `Learn more`.
    pub(super) fn is_document(&self) -> bool {
        self.label().is_some_and(|meaning| meaning.what == Column::Field(Field::Url))
    }

    /// Whether it speaks of personal data: `Names, e-mail addresses`.
    pub(super) fn is_data(&self) -> bool {
        *self.data.get_or_init(|| kinds::data(&self.text)) >= from::DATA
    }

    /// Whether it is a safeguard for transfers: `SCCs`, `Adequacy decision`.
    pub(super) fn is_transfer(&self) -> bool {
        *self.transfer.get_or_init(|| kinds::transfer(&self.text)) >= from::TRANSFER
    }

    /// Whether it says what a company does.
    pub(super) fn is_task(&self) -> bool {
        *self.task.get_or_init(|| categories::of(Some(&self.text), None, None, None)) != Category::Other
    }

    /// Whether it is a day.
    pub(super) fn is_date(&self) -> bool {
        let short = self.words <= 5 && self.text.bytes().any(|byte| byte.is_ascii_digit());
        *self.date.get_or_init(|| short && dates::read(&self.text, None).is_some())
    }

    /// Whether it answers a question and says nothing else: `Yes`, `No`, `✓`.
    pub(super) fn is_answer(&self) -> bool {
        kinds::is_answer(&self.text)
    }

    /// Whether it is a number, with the signs that stand around one.
    pub(super) fn is_number(&self) -> bool {
        kinds::is_number(&self.text)
    }

    /// Whether it is the number of a company in a register: `HRB 12345 B`, `RCS Lille 424 761 419`.
    pub(super) fn is_registration(&self) -> bool {
        self.words <= 9 && kinds::is_registration(&self.text)
    }

    /// Whether it is the address of a page.
    pub(super) fn is_address(&self) -> bool {
        is_address(&self.text)
    }
}
