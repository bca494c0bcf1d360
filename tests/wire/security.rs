//! Who may update a deployment, and what the others are told.

use es_ml_fake::security::{ApiKey, Role, ServiceAccount, User};
use es_ml_fake::{Edition, FakeClusterBuilder};

use super::case::Ask::{self, Http};
use super::case::{Case, Group, on};
use super::clusters::started;

/// Users, keys and accounts, each with a secret. All Base64 below is of name, colon and secret.
fn secured() -> FakeClusterBuilder {
    started()
        .role(Role::new("scaler").cluster("manage_ml"))
        .user(User::new("ops", "secret").role("scaler"))
        .user(
            User::new("ann", "secret")
                .role(Role::MACHINE_LEARNING_USER)
                .unchecked_role("gone"),
        )
        .user(User::new("root", "secret").role(Role::SUPERUSER))
        .api_key(ApiKey::new("good", "secret").role(Role::MACHINE_LEARNING_ADMIN))
        .api_key(ApiKey::new("weak", "secret").owner("ann"))
        .api_key(ApiKey::new("invalid", "secret").invalidated())
        .api_key(ApiKey::new("expired", "secret").expired())
        .service_account(ServiceAccount::new(
            "elastic/fleet-server",
            "AAEAAWVsYXN0aWM",
        ))
}

const fn case(name: &'static str, requests: &'static [Ask]) -> Case {
    on(secured, name, requests)
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "unauthenticated",
        cases: &[
            case("no_credentials", &[Http("POST @?number_of_allocations=4")]),
            case("no_credentials_for_info", &[Http("GET /")]),
            case(
                "no_credentials_for_a_path_that_does_not_exist",
                &[Http("GET /_nowhere")],
            ),
            case("options_need_none_recalled", &[Http("OPTIONS @")]),
            case(
                "wrong_password",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: Basic b3BzOndyb25n",
                )],
            ),
            case(
                "unknown_user",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: Basic bm9ib2R5OnNlY3JldA==",
                )],
            ),
            case(
                "basic_malformed_recalled",
                &[
                    Http("POST @?number_of_allocations=4\nauthorization: Basic !"),
                    Http("POST @?number_of_allocations=4\nauthorization: Basic b3Bz"),
                ],
            ),
            case(
                "unknown_api_key",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: ApiKey Zm9vOnNlY3JldA==",
                )],
            ),
            case(
                "wrong_secret",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: ApiKey Z29vZDp3cm9uZw==",
                )],
            ),
            case(
                "invalidated_api_key",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: ApiKey aW52YWxpZDpzZWNyZXQ=",
                )],
            ),
            case(
                "expired_api_key",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: ApiKey ZXhwaXJlZDpzZWNyZXQ=",
                )],
            ),
            case(
                "api_key_without_colon",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: ApiKey Z29vZA==",
                )],
            ),
            case(
                "api_key_that_is_not_base64_inferred",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: ApiKey good:secret",
                )],
            ),
            case(
                "unknown_token",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: Bearer AAEAAWVs",
                )],
            ),
            case(
                "unknown_scheme_is_no_credentials",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: Digest username=ops",
                )],
            ),
            case(
                "no_trace_even_if_asked_for",
                &[Http("POST @?number_of_allocations=4&error_trace")],
            ),
            on(
                || {
                    let before: Edition = "8.14".parse().unwrap();
                    secured().edition(before)
                },
                "before_8.15_without_comma",
                &[Http("GET /")],
            ),
        ],
    },
    Group {
        name: "authorised",
        cases: &[
            case(
                "user_with_a_role_of_its_own",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: Basic b3BzOnNlY3JldA==",
                )],
            ),
            case(
                "scheme_in_any_case",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: apikey Z29vZDpzZWNyZXQ=",
                )],
            ),
            case(
                "superuser_run_as_another",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: Basic cm9vdDpzZWNyZXQ=\nes-security-runas-user: ops",
                )],
            ),
        ],
    },
    Group {
        name: "unauthorised",
        cases: &[
            case(
                "user_with_roles_that_do_not_exist",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: Basic YW5uOnNlY3JldA==",
                )],
            ),
            case(
                "api_key",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: ApiKey d2VhazpzZWNyZXQ=",
                )],
            ),
            case(
                "service_account",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: Bearer AAEAAWVsYXN0aWM",
                )],
            ),
            case(
                "superuser_run_as_another_who_may_not",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: Basic cm9vdDpzZWNyZXQ=\nes-security-runas-user: ann",
                )],
            ),
            case(
                "user_who_may_not_run_as_another_recalled",
                &[Http(
                    "POST @?number_of_allocations=4\nauthorization: Basic b3BzOnNlY3JldA==\nes-security-runas-user: root",
                )],
            ),
            case(
                "info_needs_monitor",
                &[Http("GET /\nauthorization: Basic b3BzOnNlY3JldA==")],
            ),
            case(
                "validation_comes_first",
                &[Http(
                    "POST @?number_of_allocations=0\nauthorization: ApiKey d2VhazpzZWNyZXQ=",
                )],
            ),
        ],
    },
];
