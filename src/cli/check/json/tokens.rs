//! The tokens of a text that may be JSON, as far as they go.

use std::ops::Range;

use jsonc_parser::tokens::Token;
use jsonc_parser::{Scanner, ScannerOptions};

const OPTIONS: ScannerOptions = ScannerOptions {
    allow_single_quoted_strings: true,
    allow_hexadecimal_numbers: true,
    allow_unary_plus_numbers: true,
    allow_bare_decimal_point_numbers: true,
    allow_non_finite_numbers: true,
    allow_extended_string_escapes: true,
};

/// Tokens with their places; comments are left out. They end where the text is no JSON any more.
pub(crate) struct Tokens<'t> {
    scanner: Scanner<'t>,
    offset: usize,
}

impl<'t> Tokens<'t> {
    /// The tokens from an offset on.
    pub(crate) fn from(text: &'t str, offset: usize) -> Self {
        Self {
            scanner: Scanner::new(&text[offset..], &OPTIONS),
            offset,
        }
    }

    /// Reads to the end of the value that a token begins.
    pub(crate) fn end_of_value(&mut self, first: &(Token<'t>, Range<usize>)) -> Option<usize> {
        let (token, range) = first;
        let (mut depth, mut end) = (depth_change(token), range.end);
        while depth > 0 {
            let (token, range) = self.next()?;
            depth += depth_change(&token);
            end = range.end;
        }
        (depth == 0).then_some(end)
    }
}

fn depth_change(token: &Token<'_>) -> isize {
    match token {
        Token::OpenBrace | Token::OpenBracket => 1,
        Token::CloseBrace | Token::CloseBracket => -1,
        _ => 0,
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = (Token<'t>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let token = self.scanner.scan().ok()??;
            if !matches!(token, Token::CommentLine(_) | Token::CommentBlock(_)) {
                let start = self.offset + self.scanner.token_start();
                return Some((token, start..self.offset + self.scanner.token_end()));
            }
        }
    }
}
