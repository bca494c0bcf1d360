//! Headers that nearly every request has and that hold no credentials.
//!
//! Their values need not be looked through, and a code stands for each of their names.

macro_rules! usual_headers {
    ($($code:literal $name:literal,)+) => {
        /// What stands for a name in lower case, if it is one of them: a control character, which
        /// no name has.
        pub(crate) fn code(name: &str) -> Option<u8> {
            match name {
                $($name => Some($code),)+
                _ => None,
            }
        }

        /// The name that a code stands for.
        pub(crate) fn name(code: u8) -> Option<&'static str> {
            match code {
                $($code => Some($name),)+
                _ => None,
            }
        }

        #[cfg(test)]
        const ALL: &[(u8, &str)] = &[$(($code, $name)),+];
    };
}

usual_headers! {
    1 "accept",
    2 "accept-encoding",
    3 "accept-language",
    4 "connection",
    5 "content-encoding",
    6 "content-length",
    7 "content-type",
    8 "date",
    9 "expect",
    11 "host",
    12 "keep-alive",
    13 "te",
    14 "transfer-encoding",
    15 "user-agent",
    16 "x-elastic-client-meta",
    17 "x-elastic-product",
    18 "x-opaque-id",
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_credential;

    #[test]
    fn codes_lead_to_names_and_are_no_part_of_a_line() {
        for (byte, header) in ALL {
            assert_eq!((code(header), name(*byte)), (Some(*byte), Some(*header)));
            assert!(byte.is_ascii_control() && *byte != b'\n', "{header}");
            assert!(!is_credential(header), "{header}");
        }
        assert_eq!((code("authorization"), name(b'a')), (None, None));
    }
}
