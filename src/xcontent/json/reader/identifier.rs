//! What Java takes for a part of an identifier, by which Jackson tells where a bare word ends.

use std::ops::RangeInclusive;

use super::utf8::unit;

/// What Java has beyond Unicode's identifiers in the basic plane: currency signs, and characters
/// that are not seen.
const MORE: [RangeInclusive<u16>; 37] = [
    0x0000..=0x0008,
    0x000e..=0x001b,
    0x0024..=0x0024,
    0x007f..=0x009f,
    0x00a2..=0x00a5,
    0x00ad..=0x00ad,
    0x058f..=0x058f,
    0x0600..=0x0605,
    0x060b..=0x060b,
    0x061c..=0x061c,
    0x06dd..=0x06dd,
    0x070f..=0x070f,
    0x07fe..=0x07ff,
    0x08e2..=0x08e2,
    0x09f2..=0x09f3,
    0x09fb..=0x09fb,
    0x0af1..=0x0af1,
    0x0bf9..=0x0bf9,
    0x0e3f..=0x0e3f,
    0x17db..=0x17db,
    0x180e..=0x180e,
    0x200b..=0x200f,
    0x202a..=0x202e,
    0x2060..=0x2064,
    0x2066..=0x206f,
    0x20a0..=0x20bf,
    0xa838..=0xa838,
    0xfc5e..=0xfc63,
    0xfdfc..=0xfdfc,
    0xfe69..=0xfe69,
    0xfeff..=0xfeff,
    0xff04..=0xff04,
    0xffe0..=0xffe1,
    0xffe5..=0xffe6,
    0xfff9..=0xfffb,
    0x037a..=0x037a,
    0x2e2f..=0x2e2f,
];

/// Whether a character may go on an identifier.
pub(super) fn is_part(code: u32) -> bool {
    let unit = unit(code);
    char::from_u32(unit.into()).is_some_and(unicode_ident::is_xid_continue)
        || MORE.iter().any(|range| range.contains(&unit))
}

/// Whether a character may begin an identifier.
pub(super) fn is_start(character: char) -> bool {
    unicode_ident::is_xid_start(character)
        || matches!(character, '$' | '_' | '\u{a2}'..='\u{a5}' | '\u{20a0}'..='\u{20bf}')
}
