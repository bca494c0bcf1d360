//! The beginning of a text, which tells what kind of file it is.

use std::borrow::Cow;

use jsonc_parser::tokens::Token;

use crate::cli::check::json::Tokens;

/// The beginning of a text, or all of it.
pub(crate) struct Head<'h> {
    text: &'h str,
}

impl<'h> Head<'h> {
    pub(crate) fn new(text: &'h str) -> Self {
        Self { text }
    }

    pub(crate) fn text(&self) -> &'h str {
        self.text
    }

    /// Whether it is JSON and begins with this token.
    pub(crate) fn begins_with(&self, token: &Token<'_>) -> bool {
        let first = Tokens::from(self.text, 0).next();
        first.is_some_and(|(first, _)| first == *token)
    }

    /// The names of the JSON object that it begins with, as far as it goes.
    pub(crate) fn names(&self) -> impl Iterator<Item = Cow<'h, str>> {
        let mut tokens = Tokens::from(self.text, 0);
        let mut depth = 0;
        let mut before = None;
        std::iter::from_fn(move || {
            loop {
                let (token, _) = tokens.next()?;
                match token {
                    Token::OpenBrace | Token::OpenBracket => depth += 1,
                    Token::CloseBrace | Token::CloseBracket => depth -= 1,
                    _ => {}
                }
                let last = before.replace(token);
                match (last, before.as_ref()) {
                    _ if depth == 0 => return None,
                    (Some(Token::String(name)), Some(Token::Colon)) if depth == 1 => {
                        return Some(name);
                    }
                    _ => {}
                }
            }
        })
    }

    /// The lines that hold something.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &'h str> {
        self.text.lines().filter(|line| !line.trim().is_empty())
    }
}
