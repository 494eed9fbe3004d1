//! Behaviour tests, one binary: one module a behaviour, shared worlds and peers in `support`.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests stand outside and look in")]

mod architecture;
mod browser_opening;
mod callback_listener;
mod callback_posting;
#[cfg(unix)]
mod ci_templates;
mod ciba_waiting;
mod cli_ask;
mod cli_bad_input;
mod cli_browser;
mod cli_ciba;
mod cli_client;
mod cli_client_assertion;
mod cli_commands;
mod cli_details;
#[cfg(unix)]
mod cli_dev_provider;
mod cli_device;
mod cli_dpop;
mod cli_encryption;
mod cli_errors;
#[cfg(unix)]
mod cli_exec;
mod cli_fapi2;
mod cli_flow_variables;
mod cli_formats;
mod cli_introspect;
mod cli_jar;
mod cli_jar_encrypted;
mod cli_jwt;
mod cli_key;
mod cli_login;
mod cli_logout;
mod cli_mutual_tls;
#[cfg(unix)]
mod cli_odd_machine;
mod cli_par;
mod cli_password;
#[cfg(unix)]
mod cli_password_terminal;
mod cli_plain_oauth;
mod cli_profile;
mod cli_protected_resource;
mod cli_provider_text;
mod cli_refresh_hazards;
mod cli_request;
mod cli_resource;
mod cli_response;
mod cli_response_encrypted;
mod cli_response_signed;
mod cli_revoke;
mod cli_serve_command;
mod cli_session;
#[cfg(unix)]
mod cli_signals;
mod cli_step_up;
#[cfg(unix)]
mod cli_store_command;
mod cli_transcript;
mod cli_unattended;
#[cfg(unix)]
mod cli_watch;
mod cli_whoami;
mod cli_workload;
mod device_flow;
mod discovery_judging;
mod error_reference;
mod fresh;
mod fresh_seed;
mod fresh_together;
mod http_hostile;
mod http_tls;
mod id_token;
mod id_token_confusion;
mod id_token_mutants;
mod idp_backchannel_logout;
mod idp_ciba;
mod idp_client_assertion;
mod idp_client_document;
mod idp_details;
mod idp_device;
mod idp_double_spend;
mod idp_dpop;
mod idp_frontchannel_logout;
mod idp_intercept;
mod idp_login;
mod idp_logout;
mod idp_machine;
mod idp_mutual_tls;
mod idp_pages;
mod idp_par;
mod idp_password;
mod idp_refusals;
mod idp_registration;
mod idp_request_object;
mod idp_request_object_encrypted;
mod idp_resource;
mod idp_response;
mod idp_server;
mod idp_sign_in_asked;
mod idp_state;
mod idp_trusted_issuer;
mod interop_table;
mod jose_authorization_response;
mod jose_examined;
mod jose_interop;
mod jose_jwe;
mod jose_key_set;
mod jose_signature;
mod jose_support;
mod jose_vectors;
#[cfg(unix)]
mod json_documents;
mod kept_clients;
mod login_browser;
mod profile_client_id;
mod profile_editing;
mod profile_example;
mod profile_file;
mod profile_map;
mod profile_resolution;
mod provider_addresses;
mod provider_presets;
mod provider_reference;
mod provider_token_answers;
mod provider_walk;
#[cfg(unix)]
mod readme;
mod shape_authgear;
mod shape_clef;
mod store_durability;
mod store_files;
mod store_keyring;
mod store_power;
mod support;
