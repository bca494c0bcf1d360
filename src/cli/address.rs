//! Addresses to listen on, as people write them.

use std::net::{SocketAddr, ToSocketAddrs};

/// Understands `127.0.0.1:9200`, `[::1]:9200` and `localhost:9200`.
pub(crate) fn parse(text: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let has_port = text
        .rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    if !has_port {
        return Err("a host and a port are needed, such as 127.0.0.1:9200 or localhost:0".into());
    }
    let addresses: Vec<_> = text
        .to_socket_addrs()
        .map_err(|error| error.to_string())?
        .collect();
    // Many systems name the address of IPv6 first, and fewer programs look there.
    let address = addresses.iter().find(|address| address.is_ipv4());
    let address = address.or(addresses.first()).copied();
    address.ok_or_else(|| "the host has no address".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_addresses_are_understood() {
        for (text, address) in [
            ("127.0.0.1:9200", "127.0.0.1:9200"),
            ("[::1]:0", "[::1]:0"),
            ("0.0.0.0:80", "0.0.0.0:80"),
            ("localhost:9200", "127.0.0.1:9200"),
        ] {
            assert_eq!(parse(text), Ok(address.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_lacks_something_is_told_so() {
        for text in [
            "",
            "9200",
            ":9200",
            "localhost",
            "127.0.0.1",
            "localhost:",
            "localhost:http",
            "localhost:65536",
        ] {
            assert!(
                parse(text).unwrap_err().starts_with("a host and a port"),
                "{text}"
            );
        }
    }
}
