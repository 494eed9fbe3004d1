
use builtin;
use str;

set edit:completion:arg-completer[authctl] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'authctl'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'authctl'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand login 'Sign in, check everything that came back, keep the session'
            cand token 'Print a token that is valid, refreshed if need be'
            cand exec 'Run a command with a valid token in its environment'
            cand request 'Send a request to an API with a valid token'
            cand status 'List the sessions that are kept, and how long their tokens last'
            cand whoami 'Ask the provider who is signed in'
            cand refresh 'Get new tokens now, whether the old ones have expired or not'
            cand introspect 'Ask the provider whether a token is active, and what it is good for'
            cand logout 'Sign out: revoke the tokens, end the session at the provider, forget it here'
            cand revoke 'Tell the provider that a token is no longer wanted'
            cand profile 'List, show, add, remove and check the profiles of the configuration file'
            cand client 'Register a client with a provider, show, change and delete its registration'
            cand provider 'List and show the providers that are known beforehand'
            cand serve 'Run the embedded provider, for an app or its tests to sign in with'
            cand discover 'Fetch a provider''s metadata, check it and show it'
            cand jwt 'Show what a token says, and check it'
            cand explain 'Explain an error code, or list them all'
            cand completions 'Print the completion script for a shell'
            cand man 'Print a manual page, in roff'
            cand exit-codes 'List the exit codes and what a script should do'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'authctl;login'= {
            cand --as 'Sign in at the embedded provider as this user, without a browser'
            cand --browser 'The browser to open, instead of $AUTHCTL_BROWSER, $BROWSER or the system''s'
            cand --login-timeout 'How long the person may take to sign in [default: 5m; with a device, as long as its code lasts]'
            cand --id-token-hint 'Whom to expect, by an ID token: of this profile''s session, or where it is: env:NAME, file:PATH …'
            cand --max-age 'How long ago the person may have signed in at the provider (max_age)'
            cand --require-scope 'Exit 12 and keep nothing unless this scope was granted; more than once for more'
            cand --print 'Print a token, or all as JSON, to stdout'
            cand --provider 'The provider''s preset: see `authctl provider list`'
            cand --issuer 'The issuer, for a provider without preset'
            cand --set 'A parameter of the preset, such as tenant=ID'
            cand --flow 'The grant by which to get tokens [default: authorization-code]'
            cand --client-id 'Your client id at the provider'
            cand --client-secret-from 'Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND'
            cand --auth-method 'How the client authenticates, such as client_secret_post or private_key_jwt'
            cand --client-key-from 'Where the client''s private key is, in PEM or as a JWK, for private_key_jwt: env:NAME, file:PATH …'
            cand --client-assertion-from 'Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …'
            cand --assertion-audience 'Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that'
            cand --subject-token-from 'Where another issuer''s token is, for token-exchange and jwt-bearer: github-actions, env:NAME …'
            cand --subject-token-type 'What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN'
            cand --refresh-token-from 'Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …'
            cand --username 'The person''s name at the provider, for the legacy --flow password'
            cand --password-from 'Where the password is, for the legacy --flow password; else it is asked for: env:NAME …'
            cand --scope 'A scope to ask for, instead of the preset''s; more than once for more'
            cand --resource 'An API that the tokens are for (RFC 8707), by its address; more than once for more'
            cand --audience 'Whom the token is for, by the provider''s name of it; for a flow without a person'
            cand --authorization-details 'What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE'
            cand --acr-values 'How strong the sign-in should be, by the provider''s names, the best liked first'
            cand --claims 'Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE'
            cand --unadvertised 'refuse, or ok to ask for what the provider''s metadata does not offer'
            cand --prompt 'What the provider shows: login, consent, select_account or none; as --param prompt=VALUE'
            cand --login-hint 'Whom the provider''s sign-in page proposes; as --param login_hint=VALUE'
            cand --ui-locales 'The languages of the provider''s pages, the best liked first; as --param ui_locales=VALUE'
            cand --param 'A parameter to add to the authorization request, or without a person to the token request'
            cand --endpoint 'An endpoint that no metadata tells of, such as token_endpoint=URL'
            cand --pkce 'required, or unadvertised-ok for a provider that lists PKCE methods without S256'
            cand --par 'Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata'
            cand --dpop 'Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok'
            cand --security-profile 'What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids'
            cand --callback-host 'The host of the callback: 127.0.0.1, [::1] or localhost'
            cand --callback-port 'The port of the callback, 0 for any free one'
            cand --callback-path 'The path of the callback'
            cand --skew 'How far clocks may differ, at most 5m'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --no-browser 'Show the address instead of opening it, and take the final address pasted on stdin too'
            cand --copy-code 'Put the code into the clipboard, through the terminal, where the device flow shows one'
            cand --register 'Register a client first, if there is none yet: as `authctl client register`'
            cand --no-store 'Keep no session'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'authctl;token'= {
            cand --min-ttl 'How long the token must be valid from now; if it is not, it is refreshed first [default: 60s]'
            cand --type 'Which token of the session'
            cand --format 'How to print it'
            cand --host 'The host that may have the token, for netrc and git-credential'
            cand --user 'The name to go with the token, for netrc and git-credential [default: oauth2]'
            cand --output-file 'Write it to FILE, as a whole and for you only, instead of stdout'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --watch 'Keep FILE fresh until a signal or the end of the session'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'authctl;exec'= {
            cand --min-ttl 'How long the token must be valid from now; if it is not, it is refreshed first [default: 60s]'
            cand --type 'Which token of the session'
            cand --env 'The variable that holds the token, once for each [default: AUTHCTL_TOKEN]'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'authctl;request'= {
            cand --min-ttl 'How long the token must be valid from now; if it is not, it is refreshed first [default: 60s]'
            cand --type 'Which token of the session'
            cand -H 'A header of your own, once for each'
            cand --header 'A header of your own, once for each'
            cand --json-body 'A JSON body: itself, @FILE, or @- for stdin'
            cand --form 'A field of a form, once for each'
            cand --data 'Any other body: itself, @FILE, or @- for stdin'
            cand -o 'Write the answer to FILE instead of stdout'
            cand --output 'Write the answer to FILE instead of stdout'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand -i 'Write the answer''s status and headers before its body'
            cand --include 'Write the answer''s status and headers before its body'
            cand -f 'Write nothing and fail if the status is 300 or more: 4 for 401, 7 for 429 and 5xx, 9 for 3xx, else 6'
            cand --fail 'Write nothing and fail if the status is 300 or more: 4 for 401, 7 for 429 and 5xx, 9 for 3xx, else 6'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'authctl;status'= {
            cand --min-ttl 'Exit 12 unless every session shown is valid for that long from now'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;whoami'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;refresh'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;introspect'= {
            cand --token-type 'Which token of the session [default: access]'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --signed 'Ask for an answer that the provider signs, and check it (RFC 9701)'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'authctl;logout'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --local 'Forget the session here and tell the provider nothing'
            cand --no-browser 'Show the address that ends the session in the browser instead of opening it'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;revoke'= {
            cand --token-type 'Which token of the session [default: access]'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'authctl;profile'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List the profiles of the configuration file'
            cand show 'Show each setting that a login would use, and where it came from'
            cand add 'Add a profile to the file, whose comments and order stay as they are'
            cand remove 'Remove a profile from the file; its session stays'
            cand validate 'Check every profile without asking any provider'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'authctl;profile;list'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;profile;show'= {
            cand --provider 'The provider''s preset: see `authctl provider list`'
            cand --issuer 'The issuer, for a provider without preset'
            cand --set 'A parameter of the preset, such as tenant=ID'
            cand --flow 'The grant by which to get tokens [default: authorization-code]'
            cand --client-id 'Your client id at the provider'
            cand --client-secret-from 'Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND'
            cand --auth-method 'How the client authenticates, such as client_secret_post or private_key_jwt'
            cand --client-key-from 'Where the client''s private key is, in PEM or as a JWK, for private_key_jwt: env:NAME, file:PATH …'
            cand --client-assertion-from 'Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …'
            cand --assertion-audience 'Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that'
            cand --subject-token-from 'Where another issuer''s token is, for token-exchange and jwt-bearer: github-actions, env:NAME …'
            cand --subject-token-type 'What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN'
            cand --refresh-token-from 'Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …'
            cand --username 'The person''s name at the provider, for the legacy --flow password'
            cand --password-from 'Where the password is, for the legacy --flow password; else it is asked for: env:NAME …'
            cand --scope 'A scope to ask for, instead of the preset''s; more than once for more'
            cand --resource 'An API that the tokens are for (RFC 8707), by its address; more than once for more'
            cand --audience 'Whom the token is for, by the provider''s name of it; for a flow without a person'
            cand --authorization-details 'What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE'
            cand --acr-values 'How strong the sign-in should be, by the provider''s names, the best liked first'
            cand --claims 'Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE'
            cand --unadvertised 'refuse, or ok to ask for what the provider''s metadata does not offer'
            cand --prompt 'What the provider shows: login, consent, select_account or none; as --param prompt=VALUE'
            cand --login-hint 'Whom the provider''s sign-in page proposes; as --param login_hint=VALUE'
            cand --ui-locales 'The languages of the provider''s pages, the best liked first; as --param ui_locales=VALUE'
            cand --param 'A parameter to add to the authorization request, or without a person to the token request'
            cand --endpoint 'An endpoint that no metadata tells of, such as token_endpoint=URL'
            cand --pkce 'required, or unadvertised-ok for a provider that lists PKCE methods without S256'
            cand --par 'Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata'
            cand --dpop 'Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok'
            cand --security-profile 'What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids'
            cand --callback-host 'The host of the callback: 127.0.0.1, [::1] or localhost'
            cand --callback-port 'The port of the callback, 0 for any free one'
            cand --callback-path 'The path of the callback'
            cand --skew 'How far clocks may differ, at most 5m'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;profile;add'= {
            cand --provider 'The provider''s preset: see `authctl provider list`'
            cand --issuer 'The issuer, for a provider without preset'
            cand --set 'A parameter of the preset, such as tenant=ID'
            cand --flow 'The grant by which to get tokens [default: authorization-code]'
            cand --client-id 'Your client id at the provider'
            cand --client-secret-from 'Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND'
            cand --auth-method 'How the client authenticates, such as client_secret_post or private_key_jwt'
            cand --client-key-from 'Where the client''s private key is, in PEM or as a JWK, for private_key_jwt: env:NAME, file:PATH …'
            cand --client-assertion-from 'Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …'
            cand --assertion-audience 'Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that'
            cand --subject-token-from 'Where another issuer''s token is, for token-exchange and jwt-bearer: github-actions, env:NAME …'
            cand --subject-token-type 'What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN'
            cand --refresh-token-from 'Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …'
            cand --username 'The person''s name at the provider, for the legacy --flow password'
            cand --password-from 'Where the password is, for the legacy --flow password; else it is asked for: env:NAME …'
            cand --scope 'A scope to ask for, instead of the preset''s; more than once for more'
            cand --resource 'An API that the tokens are for (RFC 8707), by its address; more than once for more'
            cand --audience 'Whom the token is for, by the provider''s name of it; for a flow without a person'
            cand --authorization-details 'What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE'
            cand --acr-values 'How strong the sign-in should be, by the provider''s names, the best liked first'
            cand --claims 'Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE'
            cand --unadvertised 'refuse, or ok to ask for what the provider''s metadata does not offer'
            cand --prompt 'What the provider shows: login, consent, select_account or none; as --param prompt=VALUE'
            cand --login-hint 'Whom the provider''s sign-in page proposes; as --param login_hint=VALUE'
            cand --ui-locales 'The languages of the provider''s pages, the best liked first; as --param ui_locales=VALUE'
            cand --param 'A parameter to add to the authorization request, or without a person to the token request'
            cand --endpoint 'An endpoint that no metadata tells of, such as token_endpoint=URL'
            cand --pkce 'required, or unadvertised-ok for a provider that lists PKCE methods without S256'
            cand --par 'Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata'
            cand --dpop 'Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok'
            cand --security-profile 'What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids'
            cand --callback-host 'The host of the callback: 127.0.0.1, [::1] or localhost'
            cand --callback-port 'The port of the callback, 0 for any free one'
            cand --callback-path 'The path of the callback'
            cand --skew 'How far clocks may differ, at most 5m'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;profile;remove'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;profile;validate'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;profile;help'= {
            cand list 'List the profiles of the configuration file'
            cand show 'Show each setting that a login would use, and where it came from'
            cand add 'Add a profile to the file, whose comments and order stay as they are'
            cand remove 'Remove a profile from the file; its session stays'
            cand validate 'Check every profile without asking any provider'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'authctl;profile;help;list'= {
        }
        &'authctl;profile;help;show'= {
        }
        &'authctl;profile;help;add'= {
        }
        &'authctl;profile;help;remove'= {
        }
        &'authctl;profile;help;validate'= {
        }
        &'authctl;profile;help;help'= {
        }
        &'authctl;client'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand register 'Register a client with a provider that takes that, and keep it with a profile (RFC 7591)'
            cand show 'Ask the provider what is registered (RFC 7592)'
            cand update 'Change the name, or add redirect addresses and grants (RFC 7592)'
            cand delete 'Delete the registration at the provider and here (RFC 7592)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'authctl;client;register'= {
            cand --name 'Its name for people [default: authctl]'
            cand --redirect-uri 'A redirect address besides authctl''s own callback; more than once for more'
            cand --grant-type 'A grant besides that of --flow, by its registered name; more than once for more'
            cand --initial-access-token-from 'Where the token is that the provider wants of who registers: env:NAME, file:PATH …'
            cand --provider 'The provider''s preset: see `authctl provider list`'
            cand --issuer 'The issuer, for a provider without preset'
            cand --set 'A parameter of the preset, such as tenant=ID'
            cand --flow 'The grant by which to get tokens [default: authorization-code]'
            cand --client-id 'Your client id at the provider'
            cand --client-secret-from 'Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND'
            cand --auth-method 'How the client authenticates, such as client_secret_post or private_key_jwt'
            cand --client-key-from 'Where the client''s private key is, in PEM or as a JWK, for private_key_jwt: env:NAME, file:PATH …'
            cand --client-assertion-from 'Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …'
            cand --assertion-audience 'Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that'
            cand --subject-token-from 'Where another issuer''s token is, for token-exchange and jwt-bearer: github-actions, env:NAME …'
            cand --subject-token-type 'What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN'
            cand --refresh-token-from 'Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …'
            cand --username 'The person''s name at the provider, for the legacy --flow password'
            cand --password-from 'Where the password is, for the legacy --flow password; else it is asked for: env:NAME …'
            cand --scope 'A scope to ask for, instead of the preset''s; more than once for more'
            cand --resource 'An API that the tokens are for (RFC 8707), by its address; more than once for more'
            cand --audience 'Whom the token is for, by the provider''s name of it; for a flow without a person'
            cand --authorization-details 'What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE'
            cand --acr-values 'How strong the sign-in should be, by the provider''s names, the best liked first'
            cand --claims 'Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE'
            cand --unadvertised 'refuse, or ok to ask for what the provider''s metadata does not offer'
            cand --prompt 'What the provider shows: login, consent, select_account or none; as --param prompt=VALUE'
            cand --login-hint 'Whom the provider''s sign-in page proposes; as --param login_hint=VALUE'
            cand --ui-locales 'The languages of the provider''s pages, the best liked first; as --param ui_locales=VALUE'
            cand --param 'A parameter to add to the authorization request, or without a person to the token request'
            cand --endpoint 'An endpoint that no metadata tells of, such as token_endpoint=URL'
            cand --pkce 'required, or unadvertised-ok for a provider that lists PKCE methods without S256'
            cand --par 'Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata'
            cand --dpop 'Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok'
            cand --security-profile 'What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids'
            cand --callback-host 'The host of the callback: 127.0.0.1, [::1] or localhost'
            cand --callback-port 'The port of the callback, 0 for any free one'
            cand --callback-path 'The path of the callback'
            cand --skew 'How far clocks may differ, at most 5m'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;client;show'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;client;update'= {
            cand --name 'Its name for people [default: authctl]'
            cand --redirect-uri 'A redirect address besides authctl''s own callback; more than once for more'
            cand --grant-type 'A grant besides that of --flow, by its registered name; more than once for more'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;client;delete'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --forget 'Forget it here without asking the provider'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;client;help'= {
            cand register 'Register a client with a provider that takes that, and keep it with a profile (RFC 7591)'
            cand show 'Ask the provider what is registered (RFC 7592)'
            cand update 'Change the name, or add redirect addresses and grants (RFC 7592)'
            cand delete 'Delete the registration at the provider and here (RFC 7592)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'authctl;client;help;register'= {
        }
        &'authctl;client;help;show'= {
        }
        &'authctl;client;help;update'= {
        }
        &'authctl;client;help;delete'= {
        }
        &'authctl;client;help;help'= {
        }
        &'authctl;provider'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List the providers that are known beforehand'
            cand show 'Show one: where it is, what to register there, what it needs'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'authctl;provider;list'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;provider;show'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;provider;help'= {
            cand list 'List the providers that are known beforehand'
            cand show 'Show one: where it is, what to register there, what it needs'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'authctl;provider;help;list'= {
        }
        &'authctl;provider;help;show'= {
        }
        &'authctl;provider;help;help'= {
        }
        &'authctl;serve'= {
            cand --port 'The port to listen on, 0 for any free one'
            cand --host 'The host in the issuer''s address'
            cand --tls-cert 'The certificate for --tls, in PEM, and those that signed it'
            cand --tls-key 'The private key of that certificate, in PEM'
            cand --mtls-port 'The port that asks clients for a certificate (RFC 8705), 0 for any free one'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --tls 'Answer over TLS, with a certificate of its own that lasts a day; says which CA file to trust'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;discover'= {
            cand --resource 'An API''s address instead: who signs people in for it (RFC 9728)'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;jwt'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand decode 'Show what a token says; nothing of it is proven'
            cand verify 'Check a token''s signature and claims, and show how each check ended'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'authctl;jwt;decode'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;jwt;verify'= {
            cand --issuer 'Who must have issued it; its keys are fetched there [default: the session''s issuer]'
            cand --jwks 'A file with the keys that may have signed it, as a JWK set'
            cand --secret-from 'Where the secret is that it is signed with (HS256 and its like)'
            cand --audience 'Whom it must be for'
            cand --nonce 'The nonce that it must have'
            cand --typ 'The typ that it must have, such as at+jwt'
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;jwt;help'= {
            cand decode 'Show what a token says; nothing of it is proven'
            cand verify 'Check a token''s signature and claims, and show how each check ended'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'authctl;jwt;help;decode'= {
        }
        &'authctl;jwt;help;verify'= {
        }
        &'authctl;jwt;help;help'= {
        }
        &'authctl;explain'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;completions'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;man'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;exit-codes'= {
            cand --config 'The configuration file, instead of the platform''s profiles.toml'
            cand --profile 'The profile, which is also the name of its session'
            cand --store 'Where a new session is kept: keyring, file, memory or command:PROGRAM'
            cand --record 'Write each request and answer to FILE as HAR 1.2, secrets masked'
            cand --timeout 'The longest time for one exchange with the provider [default: 30s]'
            cand --ca-file 'Certificates to trust besides the system''s (PEM)'
            cand --proxy 'The proxy for everything but this machine'
            cand --color 'Whether help and messages have colour'
            cand --json 'One JSON document on stdout, errors as one JSON line on stderr'
            cand -q 'Say nothing on stderr but errors'
            cand --quiet 'Say nothing on stderr but errors'
            cand --trace 'Show each request and answer on stderr, secrets masked'
            cand --non-interactive 'Never wait for a person: exit 4 where one is needed'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'authctl;help'= {
            cand login 'Sign in, check everything that came back, keep the session'
            cand token 'Print a token that is valid, refreshed if need be'
            cand exec 'Run a command with a valid token in its environment'
            cand request 'Send a request to an API with a valid token'
            cand status 'List the sessions that are kept, and how long their tokens last'
            cand whoami 'Ask the provider who is signed in'
            cand refresh 'Get new tokens now, whether the old ones have expired or not'
            cand introspect 'Ask the provider whether a token is active, and what it is good for'
            cand logout 'Sign out: revoke the tokens, end the session at the provider, forget it here'
            cand revoke 'Tell the provider that a token is no longer wanted'
            cand profile 'List, show, add, remove and check the profiles of the configuration file'
            cand client 'Register a client with a provider, show, change and delete its registration'
            cand provider 'List and show the providers that are known beforehand'
            cand serve 'Run the embedded provider, for an app or its tests to sign in with'
            cand discover 'Fetch a provider''s metadata, check it and show it'
            cand jwt 'Show what a token says, and check it'
            cand explain 'Explain an error code, or list them all'
            cand completions 'Print the completion script for a shell'
            cand man 'Print a manual page, in roff'
            cand exit-codes 'List the exit codes and what a script should do'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'authctl;help;login'= {
        }
        &'authctl;help;token'= {
        }
        &'authctl;help;exec'= {
        }
        &'authctl;help;request'= {
        }
        &'authctl;help;status'= {
        }
        &'authctl;help;whoami'= {
        }
        &'authctl;help;refresh'= {
        }
        &'authctl;help;introspect'= {
        }
        &'authctl;help;logout'= {
        }
        &'authctl;help;revoke'= {
        }
        &'authctl;help;profile'= {
            cand list 'List the profiles of the configuration file'
            cand show 'Show each setting that a login would use, and where it came from'
            cand add 'Add a profile to the file, whose comments and order stay as they are'
            cand remove 'Remove a profile from the file; its session stays'
            cand validate 'Check every profile without asking any provider'
        }
        &'authctl;help;profile;list'= {
        }
        &'authctl;help;profile;show'= {
        }
        &'authctl;help;profile;add'= {
        }
        &'authctl;help;profile;remove'= {
        }
        &'authctl;help;profile;validate'= {
        }
        &'authctl;help;client'= {
            cand register 'Register a client with a provider that takes that, and keep it with a profile (RFC 7591)'
            cand show 'Ask the provider what is registered (RFC 7592)'
            cand update 'Change the name, or add redirect addresses and grants (RFC 7592)'
            cand delete 'Delete the registration at the provider and here (RFC 7592)'
        }
        &'authctl;help;client;register'= {
        }
        &'authctl;help;client;show'= {
        }
        &'authctl;help;client;update'= {
        }
        &'authctl;help;client;delete'= {
        }
        &'authctl;help;provider'= {
            cand list 'List the providers that are known beforehand'
            cand show 'Show one: where it is, what to register there, what it needs'
        }
        &'authctl;help;provider;list'= {
        }
        &'authctl;help;provider;show'= {
        }
        &'authctl;help;serve'= {
        }
        &'authctl;help;discover'= {
        }
        &'authctl;help;jwt'= {
            cand decode 'Show what a token says; nothing of it is proven'
            cand verify 'Check a token''s signature and claims, and show how each check ended'
        }
        &'authctl;help;jwt;decode'= {
        }
        &'authctl;help;jwt;verify'= {
        }
        &'authctl;help;explain'= {
        }
        &'authctl;help;completions'= {
        }
        &'authctl;help;man'= {
        }
        &'authctl;help;exit-codes'= {
        }
        &'authctl;help;help'= {
        }
    ]
    $completions[$command]
}
