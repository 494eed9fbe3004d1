
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'authctl' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'authctl'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'authctl' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Sign in, check everything that came back, keep the session')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print a token that is valid, refreshed if need be')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command with a valid token in its environment')
            [CompletionResult]::new('request', 'request', [CompletionResultType]::ParameterValue, 'Send a request to an API with a valid token')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'List the sessions that are kept, and how long their tokens last')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Ask the provider who is signed in')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Get new tokens now, whether the old ones have expired or not')
            [CompletionResult]::new('introspect', 'introspect', [CompletionResultType]::ParameterValue, 'Ask the provider whether a token is active, and what it is good for')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Sign out: revoke the tokens, end the session at the provider, forget it here')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Tell the provider that a token is no longer wanted')
            [CompletionResult]::new('profile', 'profile', [CompletionResultType]::ParameterValue, 'List, show, add, remove and check the profiles of the configuration file')
            [CompletionResult]::new('client', 'client', [CompletionResultType]::ParameterValue, 'Register a client with a provider, show, change and delete its registration')
            [CompletionResult]::new('provider', 'provider', [CompletionResultType]::ParameterValue, 'List and show the providers that are known beforehand')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run the embedded provider, for an app or its tests to sign in with')
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Send, receive and verify the events that providers send to apps, such as logouts')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Tell an app or a provider what it gets wrong, case by case')
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'List, sign out, disable and delete the users of the running embedded provider')
            [CompletionResult]::new('discover', 'discover', [CompletionResultType]::ParameterValue, 'Fetch a provider''s metadata, check it and show it')
            [CompletionResult]::new('jwt', 'jwt', [CompletionResultType]::ParameterValue, 'Show what a token says, and check it')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Make a client''s private keys, and print their public halves')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain an error code, or list them all')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page, in roff')
            [CompletionResult]::new('exit-codes', 'exit-codes', [CompletionResultType]::ParameterValue, 'List the exit codes and what a script should do')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;login' {
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Sign in at the embedded provider as this user, without a browser')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'The browser to open, instead of $AUTHCTL_BROWSER, $BROWSER or the system''s')
            [CompletionResult]::new('--login-timeout', '--login-timeout', [CompletionResultType]::ParameterName, 'How long the person may take to sign in [default: 5m; with a device, as long as its code lasts]')
            [CompletionResult]::new('--id-token-hint', '--id-token-hint', [CompletionResultType]::ParameterName, 'Whom to expect, by an ID token: of this profile''s session, or where it is: env:NAME, file:PATH …')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'How long ago the person may have signed in at the provider (max_age)')
            [CompletionResult]::new('--login-hint-token-from', '--login-hint-token-from', [CompletionResultType]::ParameterName, 'Where a token is that says whom the provider is to ask, for --flow ciba: env:NAME, file:PATH …')
            [CompletionResult]::new('--binding-message', '--binding-message', [CompletionResultType]::ParameterName, 'What the person is to see both here and where the provider asks, for --flow ciba')
            [CompletionResult]::new('--user-code-from', '--user-code-from', [CompletionResultType]::ParameterName, 'Where the code is by which the person lets the provider ask, for --flow ciba: env:NAME, file:PATH …')
            [CompletionResult]::new('--requested-expiry', '--requested-expiry', [CompletionResultType]::ParameterName, 'How long the person shall have, for --flow ciba; the provider decides')
            [CompletionResult]::new('--require-scope', '--require-scope', [CompletionResultType]::ParameterName, 'Exit 12 and keep nothing unless this scope was granted; more than once for more')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print a token, or all as JSON, to stdout')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider''s preset: see `authctl provider list`')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The issuer, for a provider without preset')
            [CompletionResult]::new('--provider-url', '--provider-url', [CompletionResultType]::ParameterName, 'Another address of the preset''s provider, such as one of this machine')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'A parameter of the preset, such as tenant=ID')
            [CompletionResult]::new('--flow', '--flow', [CompletionResultType]::ParameterName, 'The grant by which to get tokens [default: authorization-code]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'Your client id at the provider')
            [CompletionResult]::new('--client-secret-from', '--client-secret-from', [CompletionResultType]::ParameterName, 'Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--auth-method', '--auth-method', [CompletionResultType]::ParameterName, 'How the client authenticates, such as client_secret_post or private_key_jwt')
            [CompletionResult]::new('--auth-signing-alg', '--auth-signing-alg', [CompletionResultType]::ParameterName, 'The algorithm that signs client assertions, such as HS512')
            [CompletionResult]::new('--client-key-from', '--client-key-from', [CompletionResultType]::ParameterName, 'Where the client''s private keys are, in PEM or as JWK, to sign and to decrypt: env:NAME, file:PATH …')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'The file with the client''s private keys, for short')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'The client''s certificate, in PEM, to authenticate by or to bind its tokens to (RFC 8705)')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'Where its private key is: a file, or env:NAME, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--client-assertion-from', '--client-assertion-from', [CompletionResultType]::ParameterName, 'Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …')
            [CompletionResult]::new('--assertion-audience', '--assertion-audience', [CompletionResultType]::ParameterName, 'Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that')
            [CompletionResult]::new('--subject-token-from', '--subject-token-from', [CompletionResultType]::ParameterName, 'Where another issuer''s token is, for token-exchange and jwt-bearer: github-actions, env:NAME …')
            [CompletionResult]::new('--subject-token-type', '--subject-token-type', [CompletionResultType]::ParameterName, 'What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN')
            [CompletionResult]::new('--refresh-token-from', '--refresh-token-from', [CompletionResultType]::ParameterName, 'Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'The person''s name at the provider, for the legacy --flow password')
            [CompletionResult]::new('--password-from', '--password-from', [CompletionResultType]::ParameterName, 'Where the password is, for the legacy --flow password; else it is asked for: env:NAME …')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'A scope to ask for, instead of the preset''s; more than once for more')
            [CompletionResult]::new('--resource', '--resource', [CompletionResultType]::ParameterName, 'An API that the tokens are for (RFC 8707), by its address; more than once for more')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'Whom the token is for, by the provider''s name of it; for a flow without a person')
            [CompletionResult]::new('--authorization-details', '--authorization-details', [CompletionResultType]::ParameterName, 'What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE')
            [CompletionResult]::new('--acr-values', '--acr-values', [CompletionResultType]::ParameterName, 'How strong the sign-in should be, by the provider''s names, the best liked first')
            [CompletionResult]::new('--claims', '--claims', [CompletionResultType]::ParameterName, 'Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE')
            [CompletionResult]::new('--jar', '--jar', [CompletionResultType]::ParameterName, 'Sign the authorization request with the client''s key (RFC 9101): always, or as-required')
            [CompletionResult]::new('--request-object-form', '--request-object-form', [CompletionResultType]::ParameterName, 'What the signed request is beside that: signed, or encrypted to the provider')
            [CompletionResult]::new('--request-object-encryption-alg', '--request-object-encryption-alg', [CompletionResultType]::ParameterName, 'How the key of an encrypted request is conveyed, such as ECDH-ES or RSA-OAEP-256')
            [CompletionResult]::new('--request-object-encryption-enc', '--request-object-encryption-enc', [CompletionResultType]::ParameterName, 'How its content is encrypted, such as A256GCM')
            [CompletionResult]::new('--unadvertised', '--unadvertised', [CompletionResultType]::ParameterName, 'refuse, or ok to ask for what the provider''s metadata does not offer')
            [CompletionResult]::new('--prompt', '--prompt', [CompletionResultType]::ParameterName, 'What the provider shows: login, consent, select_account or none; as --param prompt=VALUE')
            [CompletionResult]::new('--login-hint', '--login-hint', [CompletionResultType]::ParameterName, 'Whom the provider''s sign-in page proposes; as --param login_hint=VALUE')
            [CompletionResult]::new('--ui-locales', '--ui-locales', [CompletionResultType]::ParameterName, 'The languages of the provider''s pages, the best liked first; as --param ui_locales=VALUE')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A parameter to add to the authorization request, or without a person to the token request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'A parameter to add to the token requests of a person''s login')
            [CompletionResult]::new('--quirk', '--quirk', [CompletionResultType]::ParameterName, 'What the provider does in its own way, by the name of the quirk; more than once for more')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'An endpoint that no metadata tells of, such as token_endpoint=URL')
            [CompletionResult]::new('--profile-map', '--profile-map', [CompletionResultType]::ParameterName, 'Where the user object has id, name, email, avatar or phone, such as id=data.user.id')
            [CompletionResult]::new('--id-token-form', '--id-token-form', [CompletionResultType]::ParameterName, 'What the ID token must be, which is always signed: any, or encrypted')
            [CompletionResult]::new('--userinfo-form', '--userinfo-form', [CompletionResultType]::ParameterName, 'What the UserInfo answer must be: any, signed, encrypted or signed-encrypted')
            [CompletionResult]::new('--pkce', '--pkce', [CompletionResultType]::ParameterName, 'required, or unadvertised-ok for a provider that lists PKCE methods without S256')
            [CompletionResult]::new('--par', '--par', [CompletionResultType]::ParameterName, 'Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata')
            [CompletionResult]::new('--dpop', '--dpop', [CompletionResultType]::ParameterName, 'Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok')
            [CompletionResult]::new('--security-profile', '--security-profile', [CompletionResultType]::ParameterName, 'What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids')
            [CompletionResult]::new('--delivery-mode', '--delivery-mode', [CompletionResultType]::ParameterName, 'How the client learns of the decision, for --flow ciba: poll, or ping to the callback address')
            [CompletionResult]::new('--response-type', '--response-type', [CompletionResultType]::ParameterName, 'What the browser brings in the flows hybrid and implicit, such as "code id_token token"')
            [CompletionResult]::new('--response-mode', '--response-mode', [CompletionResultType]::ParameterName, 'How the browser brings the answer; with jwt in its name signed by the provider (JARM)')
            [CompletionResult]::new('--response-form', '--response-form', [CompletionResultType]::ParameterName, 'What the answer of the browser must be: any, signed or encrypted; beyond any it is a jwt one (JARM)')
            [CompletionResult]::new('--callback-host', '--callback-host', [CompletionResultType]::ParameterName, 'The host of the callback: 127.0.0.1, [::1] or localhost')
            [CompletionResult]::new('--callback-port', '--callback-port', [CompletionResultType]::ParameterName, 'The port of the callback, 0 for any free one')
            [CompletionResult]::new('--callback-path', '--callback-path', [CompletionResultType]::ParameterName, 'The path of the callback')
            [CompletionResult]::new('--skew', '--skew', [CompletionResultType]::ParameterName, 'How far clocks may differ, at most 5m')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'Show the address instead of opening it, and take the final address pasted on stdin too')
            [CompletionResult]::new('--copy-code', '--copy-code', [CompletionResultType]::ParameterName, 'Put the code into the clipboard, through the terminal, where the device flow shows one')
            [CompletionResult]::new('--register', '--register', [CompletionResultType]::ParameterName, 'Register a client first, if there is none yet: as `authctl client register`')
            [CompletionResult]::new('--no-store', '--no-store', [CompletionResultType]::ParameterName, 'Keep no session')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;token' {
            [CompletionResult]::new('--min-ttl', '--min-ttl', [CompletionResultType]::ParameterName, 'How long the token must be valid from now; if it is not, it is refreshed first [default: 60s]')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Which token of the session')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print it')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The host that may have the token, for netrc and git-credential')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The name to go with the token, for netrc and git-credential [default: oauth2]')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write it to FILE, as a whole and for you only, instead of stdout')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Keep FILE fresh until a signal or the end of the session')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;exec' {
            [CompletionResult]::new('--min-ttl', '--min-ttl', [CompletionResultType]::ParameterName, 'How long the token must be valid from now; if it is not, it is refreshed first [default: 60s]')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Which token of the session')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'The variable that holds the token, once for each [default: AUTHCTL_TOKEN]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;request' {
            [CompletionResult]::new('--min-ttl', '--min-ttl', [CompletionResultType]::ParameterName, 'How long the token must be valid from now; if it is not, it is refreshed first [default: 60s]')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Which token of the session')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header of your own, once for each')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header of your own, once for each')
            [CompletionResult]::new('--json-body', '--json-body', [CompletionResultType]::ParameterName, 'A JSON body: itself, @FILE, or @- for stdin')
            [CompletionResult]::new('--form', '--form', [CompletionResultType]::ParameterName, 'A field of a form, once for each')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Any other body: itself, @FILE, or @- for stdin')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the answer to FILE instead of stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the answer to FILE instead of stdout')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Write the answer''s status and headers before its body')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Write the answer''s status and headers before its body')
            [CompletionResult]::new('--with-certificate', '--with-certificate', [CompletionResultType]::ParameterName, 'Show the client certificate for a token that is bound to it without saying so, as an opaque one')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Write nothing and fail if the status is 300 or more: 4 for 401, 7 for 429 and 5xx, 9 for 3xx, else 6')
            [CompletionResult]::new('--fail', '--fail', [CompletionResultType]::ParameterName, 'Write nothing and fail if the status is 300 or more: 4 for 401, 7 for 429 and 5xx, 9 for 3xx, else 6')
            [CompletionResult]::new('--step-up', '--step-up', [CompletionResultType]::ParameterName, 'Sign in anew where the API wants a stronger or newer sign-in (RFC 9470), and send the request again')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;status' {
            [CompletionResult]::new('--min-ttl', '--min-ttl', [CompletionResultType]::ParameterName, 'Exit 12 unless every session shown is valid for that long from now')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;whoami' {
            [CompletionResult]::new('--profile-map', '--profile-map', [CompletionResultType]::ParameterName, 'Where the user object has id, name, email, avatar or phone, such as id=data.user.id')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Print the user object as the provider has it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;refresh' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;introspect' {
            [CompletionResult]::new('--token-type', '--token-type', [CompletionResultType]::ParameterName, 'Which token of the session [default: access]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--signed', '--signed', [CompletionResultType]::ParameterName, 'Ask for an answer that the provider signs, and check it (RFC 9701)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;logout' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--local', '--local', [CompletionResultType]::ParameterName, 'Forget the session here and tell the provider nothing')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'Show the address that ends the session in the browser instead of opening it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;revoke' {
            [CompletionResult]::new('--token-type', '--token-type', [CompletionResultType]::ParameterName, 'Which token of the session [default: access]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;profile' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the profiles of the configuration file')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show each setting that a login would use, and where it came from')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a profile to the file, whose comments and order stay as they are')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a profile from the file; its session stays')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check every profile without asking any provider')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;profile;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;profile;show' {
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider''s preset: see `authctl provider list`')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The issuer, for a provider without preset')
            [CompletionResult]::new('--provider-url', '--provider-url', [CompletionResultType]::ParameterName, 'Another address of the preset''s provider, such as one of this machine')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'A parameter of the preset, such as tenant=ID')
            [CompletionResult]::new('--flow', '--flow', [CompletionResultType]::ParameterName, 'The grant by which to get tokens [default: authorization-code]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'Your client id at the provider')
            [CompletionResult]::new('--client-secret-from', '--client-secret-from', [CompletionResultType]::ParameterName, 'Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--auth-method', '--auth-method', [CompletionResultType]::ParameterName, 'How the client authenticates, such as client_secret_post or private_key_jwt')
            [CompletionResult]::new('--auth-signing-alg', '--auth-signing-alg', [CompletionResultType]::ParameterName, 'The algorithm that signs client assertions, such as HS512')
            [CompletionResult]::new('--client-key-from', '--client-key-from', [CompletionResultType]::ParameterName, 'Where the client''s private keys are, in PEM or as JWK, to sign and to decrypt: env:NAME, file:PATH …')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'The file with the client''s private keys, for short')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'The client''s certificate, in PEM, to authenticate by or to bind its tokens to (RFC 8705)')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'Where its private key is: a file, or env:NAME, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--client-assertion-from', '--client-assertion-from', [CompletionResultType]::ParameterName, 'Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …')
            [CompletionResult]::new('--assertion-audience', '--assertion-audience', [CompletionResultType]::ParameterName, 'Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that')
            [CompletionResult]::new('--subject-token-from', '--subject-token-from', [CompletionResultType]::ParameterName, 'Where another issuer''s token is, for token-exchange and jwt-bearer: github-actions, env:NAME …')
            [CompletionResult]::new('--subject-token-type', '--subject-token-type', [CompletionResultType]::ParameterName, 'What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN')
            [CompletionResult]::new('--refresh-token-from', '--refresh-token-from', [CompletionResultType]::ParameterName, 'Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'The person''s name at the provider, for the legacy --flow password')
            [CompletionResult]::new('--password-from', '--password-from', [CompletionResultType]::ParameterName, 'Where the password is, for the legacy --flow password; else it is asked for: env:NAME …')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'A scope to ask for, instead of the preset''s; more than once for more')
            [CompletionResult]::new('--resource', '--resource', [CompletionResultType]::ParameterName, 'An API that the tokens are for (RFC 8707), by its address; more than once for more')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'Whom the token is for, by the provider''s name of it; for a flow without a person')
            [CompletionResult]::new('--authorization-details', '--authorization-details', [CompletionResultType]::ParameterName, 'What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE')
            [CompletionResult]::new('--acr-values', '--acr-values', [CompletionResultType]::ParameterName, 'How strong the sign-in should be, by the provider''s names, the best liked first')
            [CompletionResult]::new('--claims', '--claims', [CompletionResultType]::ParameterName, 'Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE')
            [CompletionResult]::new('--jar', '--jar', [CompletionResultType]::ParameterName, 'Sign the authorization request with the client''s key (RFC 9101): always, or as-required')
            [CompletionResult]::new('--request-object-form', '--request-object-form', [CompletionResultType]::ParameterName, 'What the signed request is beside that: signed, or encrypted to the provider')
            [CompletionResult]::new('--request-object-encryption-alg', '--request-object-encryption-alg', [CompletionResultType]::ParameterName, 'How the key of an encrypted request is conveyed, such as ECDH-ES or RSA-OAEP-256')
            [CompletionResult]::new('--request-object-encryption-enc', '--request-object-encryption-enc', [CompletionResultType]::ParameterName, 'How its content is encrypted, such as A256GCM')
            [CompletionResult]::new('--unadvertised', '--unadvertised', [CompletionResultType]::ParameterName, 'refuse, or ok to ask for what the provider''s metadata does not offer')
            [CompletionResult]::new('--prompt', '--prompt', [CompletionResultType]::ParameterName, 'What the provider shows: login, consent, select_account or none; as --param prompt=VALUE')
            [CompletionResult]::new('--login-hint', '--login-hint', [CompletionResultType]::ParameterName, 'Whom the provider''s sign-in page proposes; as --param login_hint=VALUE')
            [CompletionResult]::new('--ui-locales', '--ui-locales', [CompletionResultType]::ParameterName, 'The languages of the provider''s pages, the best liked first; as --param ui_locales=VALUE')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A parameter to add to the authorization request, or without a person to the token request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'A parameter to add to the token requests of a person''s login')
            [CompletionResult]::new('--quirk', '--quirk', [CompletionResultType]::ParameterName, 'What the provider does in its own way, by the name of the quirk; more than once for more')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'An endpoint that no metadata tells of, such as token_endpoint=URL')
            [CompletionResult]::new('--profile-map', '--profile-map', [CompletionResultType]::ParameterName, 'Where the user object has id, name, email, avatar or phone, such as id=data.user.id')
            [CompletionResult]::new('--id-token-form', '--id-token-form', [CompletionResultType]::ParameterName, 'What the ID token must be, which is always signed: any, or encrypted')
            [CompletionResult]::new('--userinfo-form', '--userinfo-form', [CompletionResultType]::ParameterName, 'What the UserInfo answer must be: any, signed, encrypted or signed-encrypted')
            [CompletionResult]::new('--pkce', '--pkce', [CompletionResultType]::ParameterName, 'required, or unadvertised-ok for a provider that lists PKCE methods without S256')
            [CompletionResult]::new('--par', '--par', [CompletionResultType]::ParameterName, 'Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata')
            [CompletionResult]::new('--dpop', '--dpop', [CompletionResultType]::ParameterName, 'Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok')
            [CompletionResult]::new('--security-profile', '--security-profile', [CompletionResultType]::ParameterName, 'What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids')
            [CompletionResult]::new('--delivery-mode', '--delivery-mode', [CompletionResultType]::ParameterName, 'How the client learns of the decision, for --flow ciba: poll, or ping to the callback address')
            [CompletionResult]::new('--response-type', '--response-type', [CompletionResultType]::ParameterName, 'What the browser brings in the flows hybrid and implicit, such as "code id_token token"')
            [CompletionResult]::new('--response-mode', '--response-mode', [CompletionResultType]::ParameterName, 'How the browser brings the answer; with jwt in its name signed by the provider (JARM)')
            [CompletionResult]::new('--response-form', '--response-form', [CompletionResultType]::ParameterName, 'What the answer of the browser must be: any, signed or encrypted; beyond any it is a jwt one (JARM)')
            [CompletionResult]::new('--callback-host', '--callback-host', [CompletionResultType]::ParameterName, 'The host of the callback: 127.0.0.1, [::1] or localhost')
            [CompletionResult]::new('--callback-port', '--callback-port', [CompletionResultType]::ParameterName, 'The port of the callback, 0 for any free one')
            [CompletionResult]::new('--callback-path', '--callback-path', [CompletionResultType]::ParameterName, 'The path of the callback')
            [CompletionResult]::new('--skew', '--skew', [CompletionResultType]::ParameterName, 'How far clocks may differ, at most 5m')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;profile;add' {
            [CompletionResult]::new('--from-logto-connector', '--from-logto-connector', [CompletionResultType]::ParameterName, 'A Logto OAuth2 connector''s configuration, as JSON; its secret goes where secrets are kept')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider''s preset: see `authctl provider list`')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The issuer, for a provider without preset')
            [CompletionResult]::new('--provider-url', '--provider-url', [CompletionResultType]::ParameterName, 'Another address of the preset''s provider, such as one of this machine')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'A parameter of the preset, such as tenant=ID')
            [CompletionResult]::new('--flow', '--flow', [CompletionResultType]::ParameterName, 'The grant by which to get tokens [default: authorization-code]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'Your client id at the provider')
            [CompletionResult]::new('--client-secret-from', '--client-secret-from', [CompletionResultType]::ParameterName, 'Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--auth-method', '--auth-method', [CompletionResultType]::ParameterName, 'How the client authenticates, such as client_secret_post or private_key_jwt')
            [CompletionResult]::new('--auth-signing-alg', '--auth-signing-alg', [CompletionResultType]::ParameterName, 'The algorithm that signs client assertions, such as HS512')
            [CompletionResult]::new('--client-key-from', '--client-key-from', [CompletionResultType]::ParameterName, 'Where the client''s private keys are, in PEM or as JWK, to sign and to decrypt: env:NAME, file:PATH …')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'The file with the client''s private keys, for short')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'The client''s certificate, in PEM, to authenticate by or to bind its tokens to (RFC 8705)')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'Where its private key is: a file, or env:NAME, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--client-assertion-from', '--client-assertion-from', [CompletionResultType]::ParameterName, 'Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …')
            [CompletionResult]::new('--assertion-audience', '--assertion-audience', [CompletionResultType]::ParameterName, 'Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that')
            [CompletionResult]::new('--subject-token-from', '--subject-token-from', [CompletionResultType]::ParameterName, 'Where another issuer''s token is, for token-exchange and jwt-bearer: github-actions, env:NAME …')
            [CompletionResult]::new('--subject-token-type', '--subject-token-type', [CompletionResultType]::ParameterName, 'What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN')
            [CompletionResult]::new('--refresh-token-from', '--refresh-token-from', [CompletionResultType]::ParameterName, 'Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'The person''s name at the provider, for the legacy --flow password')
            [CompletionResult]::new('--password-from', '--password-from', [CompletionResultType]::ParameterName, 'Where the password is, for the legacy --flow password; else it is asked for: env:NAME …')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'A scope to ask for, instead of the preset''s; more than once for more')
            [CompletionResult]::new('--resource', '--resource', [CompletionResultType]::ParameterName, 'An API that the tokens are for (RFC 8707), by its address; more than once for more')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'Whom the token is for, by the provider''s name of it; for a flow without a person')
            [CompletionResult]::new('--authorization-details', '--authorization-details', [CompletionResultType]::ParameterName, 'What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE')
            [CompletionResult]::new('--acr-values', '--acr-values', [CompletionResultType]::ParameterName, 'How strong the sign-in should be, by the provider''s names, the best liked first')
            [CompletionResult]::new('--claims', '--claims', [CompletionResultType]::ParameterName, 'Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE')
            [CompletionResult]::new('--jar', '--jar', [CompletionResultType]::ParameterName, 'Sign the authorization request with the client''s key (RFC 9101): always, or as-required')
            [CompletionResult]::new('--request-object-form', '--request-object-form', [CompletionResultType]::ParameterName, 'What the signed request is beside that: signed, or encrypted to the provider')
            [CompletionResult]::new('--request-object-encryption-alg', '--request-object-encryption-alg', [CompletionResultType]::ParameterName, 'How the key of an encrypted request is conveyed, such as ECDH-ES or RSA-OAEP-256')
            [CompletionResult]::new('--request-object-encryption-enc', '--request-object-encryption-enc', [CompletionResultType]::ParameterName, 'How its content is encrypted, such as A256GCM')
            [CompletionResult]::new('--unadvertised', '--unadvertised', [CompletionResultType]::ParameterName, 'refuse, or ok to ask for what the provider''s metadata does not offer')
            [CompletionResult]::new('--prompt', '--prompt', [CompletionResultType]::ParameterName, 'What the provider shows: login, consent, select_account or none; as --param prompt=VALUE')
            [CompletionResult]::new('--login-hint', '--login-hint', [CompletionResultType]::ParameterName, 'Whom the provider''s sign-in page proposes; as --param login_hint=VALUE')
            [CompletionResult]::new('--ui-locales', '--ui-locales', [CompletionResultType]::ParameterName, 'The languages of the provider''s pages, the best liked first; as --param ui_locales=VALUE')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A parameter to add to the authorization request, or without a person to the token request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'A parameter to add to the token requests of a person''s login')
            [CompletionResult]::new('--quirk', '--quirk', [CompletionResultType]::ParameterName, 'What the provider does in its own way, by the name of the quirk; more than once for more')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'An endpoint that no metadata tells of, such as token_endpoint=URL')
            [CompletionResult]::new('--profile-map', '--profile-map', [CompletionResultType]::ParameterName, 'Where the user object has id, name, email, avatar or phone, such as id=data.user.id')
            [CompletionResult]::new('--id-token-form', '--id-token-form', [CompletionResultType]::ParameterName, 'What the ID token must be, which is always signed: any, or encrypted')
            [CompletionResult]::new('--userinfo-form', '--userinfo-form', [CompletionResultType]::ParameterName, 'What the UserInfo answer must be: any, signed, encrypted or signed-encrypted')
            [CompletionResult]::new('--pkce', '--pkce', [CompletionResultType]::ParameterName, 'required, or unadvertised-ok for a provider that lists PKCE methods without S256')
            [CompletionResult]::new('--par', '--par', [CompletionResultType]::ParameterName, 'Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata')
            [CompletionResult]::new('--dpop', '--dpop', [CompletionResultType]::ParameterName, 'Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok')
            [CompletionResult]::new('--security-profile', '--security-profile', [CompletionResultType]::ParameterName, 'What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids')
            [CompletionResult]::new('--delivery-mode', '--delivery-mode', [CompletionResultType]::ParameterName, 'How the client learns of the decision, for --flow ciba: poll, or ping to the callback address')
            [CompletionResult]::new('--response-type', '--response-type', [CompletionResultType]::ParameterName, 'What the browser brings in the flows hybrid and implicit, such as "code id_token token"')
            [CompletionResult]::new('--response-mode', '--response-mode', [CompletionResultType]::ParameterName, 'How the browser brings the answer; with jwt in its name signed by the provider (JARM)')
            [CompletionResult]::new('--response-form', '--response-form', [CompletionResultType]::ParameterName, 'What the answer of the browser must be: any, signed or encrypted; beyond any it is a jwt one (JARM)')
            [CompletionResult]::new('--callback-host', '--callback-host', [CompletionResultType]::ParameterName, 'The host of the callback: 127.0.0.1, [::1] or localhost')
            [CompletionResult]::new('--callback-port', '--callback-port', [CompletionResultType]::ParameterName, 'The port of the callback, 0 for any free one')
            [CompletionResult]::new('--callback-path', '--callback-path', [CompletionResultType]::ParameterName, 'The path of the callback')
            [CompletionResult]::new('--skew', '--skew', [CompletionResultType]::ParameterName, 'How far clocks may differ, at most 5m')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;profile;remove' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;profile;validate' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;profile;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the profiles of the configuration file')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show each setting that a login would use, and where it came from')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a profile to the file, whose comments and order stay as they are')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a profile from the file; its session stays')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check every profile without asking any provider')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;profile;help;list' {
            break
        }
        'authctl;profile;help;show' {
            break
        }
        'authctl;profile;help;add' {
            break
        }
        'authctl;profile;help;remove' {
            break
        }
        'authctl;profile;help;validate' {
            break
        }
        'authctl;profile;help;help' {
            break
        }
        'authctl;client' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Register a client with a provider that takes that, and keep it with a profile (RFC 7591)')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Ask the provider what is registered (RFC 7592)')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change the name, or add redirect addresses and grants (RFC 7592)')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete the registration at the provider and here (RFC 7592)')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;client;register' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Its name for people [default: authctl]')
            [CompletionResult]::new('--redirect-uri', '--redirect-uri', [CompletionResultType]::ParameterName, 'A redirect address besides authctl''s own callback; more than once for more')
            [CompletionResult]::new('--grant-type', '--grant-type', [CompletionResultType]::ParameterName, 'A grant besides that of --flow, by its registered name; more than once for more')
            [CompletionResult]::new('--initial-access-token-from', '--initial-access-token-from', [CompletionResultType]::ParameterName, 'Where the token is that the provider wants of who registers: env:NAME, file:PATH …')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider''s preset: see `authctl provider list`')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The issuer, for a provider without preset')
            [CompletionResult]::new('--provider-url', '--provider-url', [CompletionResultType]::ParameterName, 'Another address of the preset''s provider, such as one of this machine')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'A parameter of the preset, such as tenant=ID')
            [CompletionResult]::new('--flow', '--flow', [CompletionResultType]::ParameterName, 'The grant by which to get tokens [default: authorization-code]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'Your client id at the provider')
            [CompletionResult]::new('--client-secret-from', '--client-secret-from', [CompletionResultType]::ParameterName, 'Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--auth-method', '--auth-method', [CompletionResultType]::ParameterName, 'How the client authenticates, such as client_secret_post or private_key_jwt')
            [CompletionResult]::new('--auth-signing-alg', '--auth-signing-alg', [CompletionResultType]::ParameterName, 'The algorithm that signs client assertions, such as HS512')
            [CompletionResult]::new('--client-key-from', '--client-key-from', [CompletionResultType]::ParameterName, 'Where the client''s private keys are, in PEM or as JWK, to sign and to decrypt: env:NAME, file:PATH …')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'The file with the client''s private keys, for short')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'The client''s certificate, in PEM, to authenticate by or to bind its tokens to (RFC 8705)')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'Where its private key is: a file, or env:NAME, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--client-assertion-from', '--client-assertion-from', [CompletionResultType]::ParameterName, 'Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …')
            [CompletionResult]::new('--assertion-audience', '--assertion-audience', [CompletionResultType]::ParameterName, 'Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that')
            [CompletionResult]::new('--subject-token-from', '--subject-token-from', [CompletionResultType]::ParameterName, 'Where another issuer''s token is, for token-exchange and jwt-bearer: github-actions, env:NAME …')
            [CompletionResult]::new('--subject-token-type', '--subject-token-type', [CompletionResultType]::ParameterName, 'What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN')
            [CompletionResult]::new('--refresh-token-from', '--refresh-token-from', [CompletionResultType]::ParameterName, 'Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'The person''s name at the provider, for the legacy --flow password')
            [CompletionResult]::new('--password-from', '--password-from', [CompletionResultType]::ParameterName, 'Where the password is, for the legacy --flow password; else it is asked for: env:NAME …')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'A scope to ask for, instead of the preset''s; more than once for more')
            [CompletionResult]::new('--resource', '--resource', [CompletionResultType]::ParameterName, 'An API that the tokens are for (RFC 8707), by its address; more than once for more')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'Whom the token is for, by the provider''s name of it; for a flow without a person')
            [CompletionResult]::new('--authorization-details', '--authorization-details', [CompletionResultType]::ParameterName, 'What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE')
            [CompletionResult]::new('--acr-values', '--acr-values', [CompletionResultType]::ParameterName, 'How strong the sign-in should be, by the provider''s names, the best liked first')
            [CompletionResult]::new('--claims', '--claims', [CompletionResultType]::ParameterName, 'Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE')
            [CompletionResult]::new('--jar', '--jar', [CompletionResultType]::ParameterName, 'Sign the authorization request with the client''s key (RFC 9101): always, or as-required')
            [CompletionResult]::new('--request-object-form', '--request-object-form', [CompletionResultType]::ParameterName, 'What the signed request is beside that: signed, or encrypted to the provider')
            [CompletionResult]::new('--request-object-encryption-alg', '--request-object-encryption-alg', [CompletionResultType]::ParameterName, 'How the key of an encrypted request is conveyed, such as ECDH-ES or RSA-OAEP-256')
            [CompletionResult]::new('--request-object-encryption-enc', '--request-object-encryption-enc', [CompletionResultType]::ParameterName, 'How its content is encrypted, such as A256GCM')
            [CompletionResult]::new('--unadvertised', '--unadvertised', [CompletionResultType]::ParameterName, 'refuse, or ok to ask for what the provider''s metadata does not offer')
            [CompletionResult]::new('--prompt', '--prompt', [CompletionResultType]::ParameterName, 'What the provider shows: login, consent, select_account or none; as --param prompt=VALUE')
            [CompletionResult]::new('--login-hint', '--login-hint', [CompletionResultType]::ParameterName, 'Whom the provider''s sign-in page proposes; as --param login_hint=VALUE')
            [CompletionResult]::new('--ui-locales', '--ui-locales', [CompletionResultType]::ParameterName, 'The languages of the provider''s pages, the best liked first; as --param ui_locales=VALUE')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A parameter to add to the authorization request, or without a person to the token request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'A parameter to add to the token requests of a person''s login')
            [CompletionResult]::new('--quirk', '--quirk', [CompletionResultType]::ParameterName, 'What the provider does in its own way, by the name of the quirk; more than once for more')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'An endpoint that no metadata tells of, such as token_endpoint=URL')
            [CompletionResult]::new('--profile-map', '--profile-map', [CompletionResultType]::ParameterName, 'Where the user object has id, name, email, avatar or phone, such as id=data.user.id')
            [CompletionResult]::new('--id-token-form', '--id-token-form', [CompletionResultType]::ParameterName, 'What the ID token must be, which is always signed: any, or encrypted')
            [CompletionResult]::new('--userinfo-form', '--userinfo-form', [CompletionResultType]::ParameterName, 'What the UserInfo answer must be: any, signed, encrypted or signed-encrypted')
            [CompletionResult]::new('--pkce', '--pkce', [CompletionResultType]::ParameterName, 'required, or unadvertised-ok for a provider that lists PKCE methods without S256')
            [CompletionResult]::new('--par', '--par', [CompletionResultType]::ParameterName, 'Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata')
            [CompletionResult]::new('--dpop', '--dpop', [CompletionResultType]::ParameterName, 'Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok')
            [CompletionResult]::new('--security-profile', '--security-profile', [CompletionResultType]::ParameterName, 'What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids')
            [CompletionResult]::new('--delivery-mode', '--delivery-mode', [CompletionResultType]::ParameterName, 'How the client learns of the decision, for --flow ciba: poll, or ping to the callback address')
            [CompletionResult]::new('--response-type', '--response-type', [CompletionResultType]::ParameterName, 'What the browser brings in the flows hybrid and implicit, such as "code id_token token"')
            [CompletionResult]::new('--response-mode', '--response-mode', [CompletionResultType]::ParameterName, 'How the browser brings the answer; with jwt in its name signed by the provider (JARM)')
            [CompletionResult]::new('--response-form', '--response-form', [CompletionResultType]::ParameterName, 'What the answer of the browser must be: any, signed or encrypted; beyond any it is a jwt one (JARM)')
            [CompletionResult]::new('--callback-host', '--callback-host', [CompletionResultType]::ParameterName, 'The host of the callback: 127.0.0.1, [::1] or localhost')
            [CompletionResult]::new('--callback-port', '--callback-port', [CompletionResultType]::ParameterName, 'The port of the callback, 0 for any free one')
            [CompletionResult]::new('--callback-path', '--callback-path', [CompletionResultType]::ParameterName, 'The path of the callback')
            [CompletionResult]::new('--skew', '--skew', [CompletionResultType]::ParameterName, 'How far clocks may differ, at most 5m')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;client;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;client;update' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Its name for people [default: authctl]')
            [CompletionResult]::new('--redirect-uri', '--redirect-uri', [CompletionResultType]::ParameterName, 'A redirect address besides authctl''s own callback; more than once for more')
            [CompletionResult]::new('--grant-type', '--grant-type', [CompletionResultType]::ParameterName, 'A grant besides that of --flow, by its registered name; more than once for more')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;client;delete' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--forget', '--forget', [CompletionResultType]::ParameterName, 'Forget it here without asking the provider')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;client;help' {
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Register a client with a provider that takes that, and keep it with a profile (RFC 7591)')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Ask the provider what is registered (RFC 7592)')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change the name, or add redirect addresses and grants (RFC 7592)')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete the registration at the provider and here (RFC 7592)')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;client;help;register' {
            break
        }
        'authctl;client;help;show' {
            break
        }
        'authctl;client;help;update' {
            break
        }
        'authctl;client;help;delete' {
            break
        }
        'authctl;client;help;help' {
            break
        }
        'authctl;provider' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the providers that are known beforehand')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one: where it is, what to register there, what it needs')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;provider;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;provider;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;provider;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the providers that are known beforehand')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one: where it is, what to register there, what it needs')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;provider;help;list' {
            break
        }
        'authctl;provider;help;show' {
            break
        }
        'authctl;provider;help;help' {
            break
        }
        'authctl;serve' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on, 0 for any free one; several shapes have the ports from there on')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The host in the issuer''s address')
            [CompletionResult]::new('--shape', '--shape', [CompletionResultType]::ParameterName, 'The vendor whose provider it is to be, with its addresses and answers; more than one with commas')
            [CompletionResult]::new('--public-url', '--public-url', [CompletionResultType]::ParameterName, 'What browsers reach it by, through a proxy of yours: the issuer, and the addresses of pages')
            [CompletionResult]::new('--internal-url', '--internal-url', [CompletionResultType]::ParameterName, 'What back ends reach it by, where that is another name: the addresses that they ask')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'The certificate for --tls, in PEM, and those that signed it')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'The private key of that certificate, in PEM')
            [CompletionResult]::new('--mtls-port', '--mtls-port', [CompletionResultType]::ParameterName, 'The port that asks clients for a certificate (RFC 8705), 0 for any free one')
            [CompletionResult]::new('--intercept', '--intercept', [CompletionResultType]::ParameterName, 'Stand for the vendors'' own hosts too, by a proxy on this machine: these, or all of the shapes')
            [CompletionResult]::new('--intercept-port', '--intercept-port', [CompletionResultType]::ParameterName, 'The proxy''s port, 0 for any free one [default: 0]')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'What the provider does wrong, so that an app shows whether it notices; more than one with commas')
            [CompletionResult]::new('--port-file', '--port-file', [CompletionResultType]::ParameterName, 'Write the port into this file once it answers, and remove the file at the end; a line a provider')
            [CompletionResult]::new('--lax', '--lax', [CompletionResultType]::ParameterName, 'What the provider takes though it is wrong; more than one with commas')
            [CompletionResult]::new('--sign-in-as', '--sign-in-as', [CompletionResultType]::ParameterName, 'Whoever comes without a session is this user, and sees no sign-in page')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Answer over TLS, with a certificate of its own that lasts a day; says which CA file to trust')
            [CompletionResult]::new('--list-faults', '--list-faults', [CompletionResultType]::ParameterName, 'List what it can do wrong, and end')
            [CompletionResult]::new('--exit-with-parent', '--exit-with-parent', [CompletionResultType]::ParameterName, 'End when the process that started it does; on Windows, when stdin does')
            [CompletionResult]::new('--list-laxities', '--list-laxities', [CompletionResultType]::ParameterName, 'List what it can take, and end')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;webhook' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the events')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one: what it says, how it is signed, where the standard says so')
            [CompletionResult]::new('mutations', 'mutations', [CompletionResultType]::ParameterValue, 'List the ways in which an event can be wrong on purpose, for `webhook send --mutate`')
            [CompletionResult]::new('listen', 'listen', [CompletionResultType]::ParameterValue, 'Receive them: verify each, hand it on, answer as the standard says, and show it')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Send one to an app, really signed, and judge what the app answers')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Tell whether a recorded one is genuine, and why not')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Send a recorded one again, as it was or signed anew')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;webhook;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;webhook;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;webhook;mutations' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;webhook;listen' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on, 0 for any free one')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'The one path that events come to')
            [CompletionResult]::new('--public-url', '--public-url', [CompletionResultType]::ParameterName, 'Its address from outside, such as a tunnel''s; requests for other hosts are turned away then')
            [CompletionResult]::new('--rate-limit', '--rate-limit', [CompletionResultType]::ParameterName, 'How many requests one address may make in a second')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'Answer over TLS with this certificate, in PEM, and those that signed it')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'The private key of that certificate, in PEM')
            [CompletionResult]::new('--poll', '--poll', [CompletionResultType]::ParameterName, 'Fetch security events from this address of a stream (RFC 8936), instead of having them come')
            [CompletionResult]::new('--poll-token-from', '--poll-token-from', [CompletionResultType]::ParameterName, 'Where the access token for that is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'An event that is taken, as `webhook list` has it; once for each, else all that somebody signs')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The issuer whose events are taken; else the session''s, else the embedded provider')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id that events have to be for; else the session''s, else the embedded provider''s own')
            [CompletionResult]::new('--secret-from', '--secret-from', [CompletionResultType]::ParameterName, 'Where a secret is that senders have too: env:NAME, file:PATH …; once for each')
            [CompletionResult]::new('--jwks', '--jwks', [CompletionResultType]::ParameterName, 'The issuer''s keys, as a file or an address; else they are where its metadata says')
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'With which algorithms the issuer signs; once for each, else any that has a public key')
            [CompletionResult]::new('--exec', '--exec', [CompletionResultType]::ParameterName, 'A program that is run for each event, with it on stdin as JSON; its exit code decides')
            [CompletionResult]::new('--forward-to', '--forward-to', [CompletionResultType]::ParameterName, 'An app that genuine events are handed on to, to the byte; what it answers is passed back')
            [CompletionResult]::new('--target-is-mine', '--target-is-mine', [CompletionResultType]::ParameterName, 'A host beyond this machine and private networks that is yours, and may be handed to; once for each')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'A directory that each request is written to, in a file of its own; secret headers are masked')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'End after so many requests')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Answer over TLS, with a certificate of its own that lasts a day; says which CA file to trust')
            [CompletionResult]::new('--compat', '--compat', [CompletionResultType]::ParameterName, 'Forgive what older providers leave out: `typ`, and `exp` for two minutes')
            [CompletionResult]::new('--fail', '--fail', [CompletionResultType]::ParameterName, 'With --count: exit 12 if one of them was not taken')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;webhook;send' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The address of the app that it is sent to')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'Who sends it (`iss`); else the session''s issuer, else the embedded provider')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'Whom it is for (`aud`); else the session''s client')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Whom it is about (`sub`); else the session''s person')
            [CompletionResult]::new('--sid', '--sid', [CompletionResultType]::ParameterName, 'Which session at the provider it is about (`sid`); else the one of the session''s ID token')
            [CompletionResult]::new('--stream', '--stream', [CompletionResultType]::ParameterName, 'Which stream it is about, where the event is about one (SSF)')
            [CompletionResult]::new('--secret-from', '--secret-from', [CompletionResultType]::ParameterName, 'Where the secret is that the app has too: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--key-from', '--key-from', [CompletionResultType]::ParameterName, 'Where the private key is, such as a file; else it is the embedded provider''s')
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'With which algorithm a key signs')
            [CompletionResult]::new('--shape', '--shape', [CompletionResultType]::ParameterName, 'Of which vendor''s embedded provider the key is (`serve --shape`)')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Put a value into what the event says: JSON, else a text; a name with / at first is a pointer')
            [CompletionResult]::new('--remove', '--remove', [CompletionResultType]::ParameterName, 'Take something out of what the event says; a name with / at first is a JSON pointer')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header of the request, in the place of one of that name')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header of the request, in the place of one of that name')
            [CompletionResult]::new('--mutate', '--mutate', [CompletionResultType]::ParameterName, 'Make it wrong on purpose, as `webhook mutations` has it; several are done at once')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How many messages, each with a name of its own')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many are on their way at a time')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'How many are begun a second, evenly, such as 100/s')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Deliver it as its sender does (`sender`), or as another: the waiting between attempts is only told')
            [CompletionResult]::new('--target-is-mine', '--target-is-mine', [CompletionResultType]::ParameterName, 'A host beyond this machine and private networks that is yours, and may be sent to; once for each')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--real-time', '--real-time', [CompletionResultType]::ParameterName, 'Really wait between the attempts')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;webhook;verify' {
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Which event it is, as `webhook list` has it [default: the one that it looks like]')
            [CompletionResult]::new('--entry', '--entry', [CompletionResultType]::ParameterName, 'Which entry of HAR it is, counted from 1 [default: the first with an event]')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header of the request, where FILE is its body alone; once for each')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The issuer whose events are taken; else the session''s, else the embedded provider')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id that events have to be for; else the session''s, else the embedded provider''s own')
            [CompletionResult]::new('--secret-from', '--secret-from', [CompletionResultType]::ParameterName, 'Where a secret is that senders have too: env:NAME, file:PATH …; once for each')
            [CompletionResult]::new('--jwks', '--jwks', [CompletionResultType]::ParameterName, 'The issuer''s keys, as a file or an address; else they are where its metadata says')
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'With which algorithms the issuer signs; once for each, else any that has a public key')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The time by which it is judged, in seconds since 1970 or as 2026-01-31T12:00:00Z [default: now]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--compat', '--compat', [CompletionResultType]::ParameterName, 'Forgive what older providers leave out: `typ`, and `exp` for two minutes')
            [CompletionResult]::new('--at-recorded', '--at-recorded', [CompletionResultType]::ParameterName, 'Judge it by the time at which it was recorded')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;webhook;replay' {
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Which event it is, as `webhook list` has it [default: the one that it looks like]')
            [CompletionResult]::new('--entry', '--entry', [CompletionResultType]::ParameterName, 'Which entry of HAR it is, counted from 1 [default: the first with an event]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The address of the app that it is sent to')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'What the app has to do with it [default: either; taken with --resign]')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How many times it is sent, one after the other')
            [CompletionResult]::new('--secret-from', '--secret-from', [CompletionResultType]::ParameterName, 'Where the secret is that the app has too: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--key-from', '--key-from', [CompletionResultType]::ParameterName, 'Where the private key is, such as a file; else it is the embedded provider''s')
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'With which algorithm a key signs')
            [CompletionResult]::new('--shape', '--shape', [CompletionResultType]::ParameterName, 'Of which vendor''s embedded provider the key is (`serve --shape`)')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Put a value into what the event says: JSON, else a text; a name with / at first is a pointer')
            [CompletionResult]::new('--remove', '--remove', [CompletionResultType]::ParameterName, 'Take something out of what the event says; a name with / at first is a JSON pointer')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header of the request, in the place of one of that name')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header of the request, in the place of one of that name')
            [CompletionResult]::new('--mutate', '--mutate', [CompletionResultType]::ParameterName, 'Make it wrong on purpose, as `webhook mutations` has it; several are done at once')
            [CompletionResult]::new('--target-is-mine', '--target-is-mine', [CompletionResultType]::ParameterName, 'A host beyond this machine and private networks that is yours, and may be sent to; once for each')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--resign', '--resign', [CompletionResultType]::ParameterName, 'Sign it anew, with a fresh time and a name of its own')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;webhook;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the events')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one: what it says, how it is signed, where the standard says so')
            [CompletionResult]::new('mutations', 'mutations', [CompletionResultType]::ParameterValue, 'List the ways in which an event can be wrong on purpose, for `webhook send --mutate`')
            [CompletionResult]::new('listen', 'listen', [CompletionResultType]::ParameterValue, 'Receive them: verify each, hand it on, answer as the standard says, and show it')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Send one to an app, really signed, and judge what the app answers')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Tell whether a recorded one is genuine, and why not')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Send a recorded one again, as it was or signed anew')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;webhook;help;list' {
            break
        }
        'authctl;webhook;help;show' {
            break
        }
        'authctl;webhook;help;mutations' {
            break
        }
        'authctl;webhook;help;listen' {
            break
        }
        'authctl;webhook;help;send' {
            break
        }
        'authctl;webhook;help;verify' {
            break
        }
        'authctl;webhook;help;replay' {
            break
        }
        'authctl;webhook;help;help' {
            break
        }
        'authctl;check' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('app', 'app', [CompletionResultType]::ParameterValue, 'Check an app: what it takes from a provider that misbehaves, and from browsers that do')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Check that an app''s sessions end when it hears of a logout, and only then')
            [CompletionResult]::new('provider', 'provider', [CompletionResultType]::ParameterValue, 'Check a provider: its metadata, keys, endpoints, and what it lets clients do')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;check;app' {
            [CompletionResult]::new('--login', '--login', [CompletionResultType]::ParameterName, 'The app''s address where a person begins to sign in')
            [CompletionResult]::new('--probe', '--probe', [CompletionResultType]::ParameterName, 'The app''s address that answers otherwise to who is signed in')
            [CompletionResult]::new('--alive-if', '--alive-if', [CompletionResultType]::ParameterName, 'What it answers then: status=200, text=Welcome or json=/user [default: learned from a login]')
            [CompletionResult]::new('--logout', '--logout', [CompletionResultType]::ParameterName, 'The app''s address where a person signs out')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Who signs in, by the username [default: the first that the provider knows]')
            [CompletionResult]::new('--other-user', '--other-user', [CompletionResultType]::ParameterName, 'Who else signs in')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The app''s client id, if the provider knows more than one app')
            [CompletionResult]::new('--redirect-uri', '--redirect-uri', [CompletionResultType]::ParameterName, 'The app''s redirect address, where --config has no client, once for each [default: what it asks for]')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'Run its pages'' scripts with Chromium: the one of this name or path, or the first on PATH')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port of the embedded provider, 0 for any free one')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The host in the provider''s address')
            [CompletionResult]::new('--shape', '--shape', [CompletionResultType]::ParameterName, 'The vendor whose provider the app is written for')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'The certificate for --tls, in PEM, and those that signed it')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'The private key of that certificate, in PEM')
            [CompletionResult]::new('--mtls-port', '--mtls-port', [CompletionResultType]::ParameterName, 'The port that asks clients for a certificate (RFC 8705), 0 for any free one')
            [CompletionResult]::new('--intercept', '--intercept', [CompletionResultType]::ParameterName, 'Stand for the vendors'' own hosts too, by a proxy on this machine: these, or all of the shapes')
            [CompletionResult]::new('--intercept-port', '--intercept-port', [CompletionResultType]::ParameterName, 'The proxy''s port, 0 for any free one [default: 0]')
            [CompletionResult]::new('--restart', '--restart', [CompletionResultType]::ParameterName, 'A command that restarts the app; one that is started by the check needs none')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long the app may take to answer at first [default: 30s]')
            [CompletionResult]::new('--app-log', '--app-log', [CompletionResultType]::ParameterName, 'The file for the output of the app that is started here')
            [CompletionResult]::new('--target-is-mine', '--target-is-mine', [CompletionResultType]::ParameterName, 'A host beyond this machine and private networks that is yours, and may be checked; once for each')
            [CompletionResult]::new('--case', '--case', [CompletionResultType]::ParameterName, 'A case by its id, or a set by the letters that ids begin with; once for each [default: all]')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Run the cases in the order of this number, to see whether one leaves something for another')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many cases may run at once, where they are not in each other''s way')
            [CompletionResult]::new('--case-timeout', '--case-timeout', [CompletionResultType]::ParameterName, 'How long one case may take [default: 30s]')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Its form: table, json, junit, sarif, html; FORMAT=FILE writes one more, with commas [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the report to FILE instead of stdout; its ending tells the form if --report does not')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'A former report in JSON: fail on what is new alone')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Answer over TLS, with a certificate of its own that lasts a day; says which CA file to trust')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'Show the cases, and run none')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;check;logout' {
            [CompletionResult]::new('--hook', '--hook', [CompletionResultType]::ParameterName, 'The app''s address that hears of logouts')
            [CompletionResult]::new('--hook-kind', '--hook-kind', [CompletionResultType]::ParameterName, 'What it hears: backchannel, frontchannel, set, clef, or hmac:EVENT [default: backchannel]')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'The event that it hears of, as `webhook list` has it, in place of a kind')
            [CompletionResult]::new('--secret-from', '--secret-from', [CompletionResultType]::ParameterName, 'Where the secret is that the app has too: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--login', '--login', [CompletionResultType]::ParameterName, 'The app''s address where a person begins to sign in')
            [CompletionResult]::new('--probe', '--probe', [CompletionResultType]::ParameterName, 'The app''s address that answers otherwise to who is signed in')
            [CompletionResult]::new('--alive-if', '--alive-if', [CompletionResultType]::ParameterName, 'What it answers then: status=200, text=Welcome or json=/user [default: learned from a login]')
            [CompletionResult]::new('--logout', '--logout', [CompletionResultType]::ParameterName, 'The app''s address where a person signs out')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Who signs in, by the username [default: the first that the provider knows]')
            [CompletionResult]::new('--other-user', '--other-user', [CompletionResultType]::ParameterName, 'Who else signs in')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The app''s client id, if the provider knows more than one app')
            [CompletionResult]::new('--redirect-uri', '--redirect-uri', [CompletionResultType]::ParameterName, 'The app''s redirect address, where --config has no client, once for each [default: what it asks for]')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'Run its pages'' scripts with Chromium: the one of this name or path, or the first on PATH')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port of the embedded provider, 0 for any free one')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The host in the provider''s address')
            [CompletionResult]::new('--shape', '--shape', [CompletionResultType]::ParameterName, 'The vendor whose provider the app is written for')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'The certificate for --tls, in PEM, and those that signed it')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'The private key of that certificate, in PEM')
            [CompletionResult]::new('--mtls-port', '--mtls-port', [CompletionResultType]::ParameterName, 'The port that asks clients for a certificate (RFC 8705), 0 for any free one')
            [CompletionResult]::new('--intercept', '--intercept', [CompletionResultType]::ParameterName, 'Stand for the vendors'' own hosts too, by a proxy on this machine: these, or all of the shapes')
            [CompletionResult]::new('--intercept-port', '--intercept-port', [CompletionResultType]::ParameterName, 'The proxy''s port, 0 for any free one [default: 0]')
            [CompletionResult]::new('--restart', '--restart', [CompletionResultType]::ParameterName, 'A command that restarts the app; one that is started by the check needs none')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long the app may take to answer at first [default: 30s]')
            [CompletionResult]::new('--app-log', '--app-log', [CompletionResultType]::ParameterName, 'The file for the output of the app that is started here')
            [CompletionResult]::new('--target-is-mine', '--target-is-mine', [CompletionResultType]::ParameterName, 'A host beyond this machine and private networks that is yours, and may be checked; once for each')
            [CompletionResult]::new('--case', '--case', [CompletionResultType]::ParameterName, 'A case by its id, or a set by the letters that ids begin with; once for each [default: all]')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Run the cases in the order of this number, to see whether one leaves something for another')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many cases may run at once, where they are not in each other''s way')
            [CompletionResult]::new('--case-timeout', '--case-timeout', [CompletionResultType]::ParameterName, 'How long one case may take [default: 30s]')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Its form: table, json, junit, sarif, html; FORMAT=FILE writes one more, with commas [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the report to FILE instead of stdout; its ending tells the form if --report does not')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'A former report in JSON: fail on what is new alone')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Require what came into the standard with its errata too')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Answer over TLS, with a certificate of its own that lasts a day; says which CA file to trust')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'Show the cases, and run none')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;check;provider' {
            [CompletionResult]::new('--target-is-mine', '--target-is-mine', [CompletionResultType]::ParameterName, 'A host beyond private networks that is yours, to ask for more than documents; once for each')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'A client that is registered there, as which cases ask')
            [CompletionResult]::new('--client-secret-from', '--client-secret-from', [CompletionResultType]::ParameterName, 'Where its secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--auth-method', '--auth-method', [CompletionResultType]::ParameterName, 'How it shows the secret: client_secret_basic or client_secret_post [default: client_secret_basic]')
            [CompletionResult]::new('--redirect-uri', '--redirect-uri', [CompletionResultType]::ParameterName, 'Its redirect URI, to the letter')
            [CompletionResult]::new('--other-client-id', '--other-client-id', [CompletionResultType]::ParameterName, 'Another client there, whose code and tokens are not the first one''s')
            [CompletionResult]::new('--other-client-secret-from', '--other-client-secret-from', [CompletionResultType]::ParameterName, 'Where the other client''s secret is')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Sign in as this user of the embedded provider, without a browser')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'The browser to sign in with, once for each case that takes a person; it comes back to this machine')
            [CompletionResult]::new('--post-logout-redirect-uri', '--post-logout-redirect-uri', [CompletionResultType]::ParameterName, 'Where the client may be sent after logout')
            [CompletionResult]::new('--case', '--case', [CompletionResultType]::ParameterName, 'A case by its id, or a set by the letters that ids begin with; once for each [default: all]')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Run the cases in the order of this number, to see whether one leaves something for another')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many cases may run at once, where they are not in each other''s way')
            [CompletionResult]::new('--case-timeout', '--case-timeout', [CompletionResultType]::ParameterName, 'How long one case may take [default: 30s]')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Its form: table, json, junit, sarif, html; FORMAT=FILE writes one more, with commas [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the report to FILE instead of stdout; its ending tells the form if --report does not')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'A former report in JSON: fail on what is new alone')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'Show the cases, and run none')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;check;help' {
            [CompletionResult]::new('app', 'app', [CompletionResultType]::ParameterValue, 'Check an app: what it takes from a provider that misbehaves, and from browsers that do')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Check that an app''s sessions end when it hears of a logout, and only then')
            [CompletionResult]::new('provider', 'provider', [CompletionResultType]::ParameterValue, 'Check a provider: its metadata, keys, endpoints, and what it lets clients do')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;check;help;app' {
            break
        }
        'authctl;check;help;logout' {
            break
        }
        'authctl;check;help;provider' {
            break
        }
        'authctl;check;help;help' {
            break
        }
        'authctl;user' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the users')
            [CompletionResult]::new('sign-out', 'sign-out', [CompletionResultType]::ParameterValue, 'End every session of a user; the apps that registered to hear of it do')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'End every session of a user, who cannot sign in until enabled again')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let a user sign in again who was disabled')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a user')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;user;list' {
            [CompletionResult]::new('--shape', '--shape', [CompletionResultType]::ParameterName, 'The vendor that it stands for (`serve --shape`)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;user;sign-out' {
            [CompletionResult]::new('--shape', '--shape', [CompletionResultType]::ParameterName, 'The vendor that it stands for (`serve --shape`)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;user;disable' {
            [CompletionResult]::new('--shape', '--shape', [CompletionResultType]::ParameterName, 'The vendor that it stands for (`serve --shape`)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;user;enable' {
            [CompletionResult]::new('--shape', '--shape', [CompletionResultType]::ParameterName, 'The vendor that it stands for (`serve --shape`)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;user;delete' {
            [CompletionResult]::new('--shape', '--shape', [CompletionResultType]::ParameterName, 'The vendor that it stands for (`serve --shape`)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;user;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the users')
            [CompletionResult]::new('sign-out', 'sign-out', [CompletionResultType]::ParameterValue, 'End every session of a user; the apps that registered to hear of it do')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'End every session of a user, who cannot sign in until enabled again')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let a user sign in again who was disabled')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a user')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;user;help;list' {
            break
        }
        'authctl;user;help;sign-out' {
            break
        }
        'authctl;user;help;disable' {
            break
        }
        'authctl;user;help;enable' {
            break
        }
        'authctl;user;help;delete' {
            break
        }
        'authctl;user;help;help' {
            break
        }
        'authctl;discover' {
            [CompletionResult]::new('--resource', '--resource', [CompletionResultType]::ParameterName, 'An API''s address instead: who signs people in for it (RFC 9728)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;jwt' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('decode', 'decode', [CompletionResultType]::ParameterValue, 'Show what a token says; nothing of it is proven')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a token''s signature and claims, and show how each check ended')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;jwt;decode' {
            [CompletionResult]::new('--key-from', '--key-from', [CompletionResultType]::ParameterName, 'Where the private keys are that open an encrypted token: env:NAME, file:PATH …')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;jwt;verify' {
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'Who must have issued it; its keys are fetched there [default: the session''s issuer]')
            [CompletionResult]::new('--jwks', '--jwks', [CompletionResultType]::ParameterName, 'A file with the keys that may have signed it, as a JWK set')
            [CompletionResult]::new('--secret-from', '--secret-from', [CompletionResultType]::ParameterName, 'Where the secret is that it is signed with (HS256 and its like)')
            [CompletionResult]::new('--key-from', '--key-from', [CompletionResultType]::ParameterName, 'Where the private keys are that open an encrypted token: env:NAME, file:PATH …')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'Whom it must be for')
            [CompletionResult]::new('--nonce', '--nonce', [CompletionResultType]::ParameterName, 'The nonce that it must have')
            [CompletionResult]::new('--typ', '--typ', [CompletionResultType]::ParameterName, 'The typ that it must have, such as at+jwt')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;jwt;help' {
            [CompletionResult]::new('decode', 'decode', [CompletionResultType]::ParameterValue, 'Show what a token says; nothing of it is proven')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a token''s signature and claims, and show how each check ended')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;jwt;help;decode' {
            break
        }
        'authctl;jwt;help;verify' {
            break
        }
        'authctl;jwt;help;help' {
            break
        }
        'authctl;key' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a private key, keep it, and print its public half')
            [CompletionResult]::new('public', 'public', [CompletionResultType]::ParameterValue, 'Print the public half of private keys')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;key;new' {
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'What the key is for: the algorithm that it signs with, or the way that it decrypts')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'The new file that the private key goes into, or - for stdout, and then nothing else')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The entry of the keyring that the private key goes into, as keyring:NAME')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'The new file that a self-signed certificate of the key goes into, for self_signed_tls_client_auth')
            [CompletionResult]::new('--form', '--form', [CompletionResultType]::ParameterName, 'How both halves are written; PEM keeps neither use nor name, and with --cert the private one is PEM')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Let the new key take the place of what is there')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;public' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Where the private keys are: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND')
            [CompletionResult]::new('--form', '--form', [CompletionResultType]::ParameterName, 'How they are written')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'authctl;key;help' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a private key, keep it, and print its public half')
            [CompletionResult]::new('public', 'public', [CompletionResultType]::ParameterValue, 'Print the public half of private keys')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;key;help;new' {
            break
        }
        'authctl;key;help;public' {
            break
        }
        'authctl;key;help;help' {
            break
        }
        'authctl;explain' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;completions' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;man' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;exit-codes' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, instead of the platform''s profiles.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile, which is also the name of its session')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where a new session is kept: keyring, file, memory or command:PROGRAM')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each request and answer to FILE as HAR 1.2, secrets masked')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The longest time for one exchange with the provider [default: 30s]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust besides the system''s (PEM)')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy for everything but this machine')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether help and messages have colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on stdout, errors as one JSON line on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show each request and answer on stderr, secrets masked')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never wait for a person: exit 4 where one is needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'authctl;help' {
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Sign in, check everything that came back, keep the session')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print a token that is valid, refreshed if need be')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command with a valid token in its environment')
            [CompletionResult]::new('request', 'request', [CompletionResultType]::ParameterValue, 'Send a request to an API with a valid token')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'List the sessions that are kept, and how long their tokens last')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Ask the provider who is signed in')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Get new tokens now, whether the old ones have expired or not')
            [CompletionResult]::new('introspect', 'introspect', [CompletionResultType]::ParameterValue, 'Ask the provider whether a token is active, and what it is good for')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Sign out: revoke the tokens, end the session at the provider, forget it here')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Tell the provider that a token is no longer wanted')
            [CompletionResult]::new('profile', 'profile', [CompletionResultType]::ParameterValue, 'List, show, add, remove and check the profiles of the configuration file')
            [CompletionResult]::new('client', 'client', [CompletionResultType]::ParameterValue, 'Register a client with a provider, show, change and delete its registration')
            [CompletionResult]::new('provider', 'provider', [CompletionResultType]::ParameterValue, 'List and show the providers that are known beforehand')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run the embedded provider, for an app or its tests to sign in with')
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Send, receive and verify the events that providers send to apps, such as logouts')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Tell an app or a provider what it gets wrong, case by case')
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'List, sign out, disable and delete the users of the running embedded provider')
            [CompletionResult]::new('discover', 'discover', [CompletionResultType]::ParameterValue, 'Fetch a provider''s metadata, check it and show it')
            [CompletionResult]::new('jwt', 'jwt', [CompletionResultType]::ParameterValue, 'Show what a token says, and check it')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Make a client''s private keys, and print their public halves')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain an error code, or list them all')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page, in roff')
            [CompletionResult]::new('exit-codes', 'exit-codes', [CompletionResultType]::ParameterValue, 'List the exit codes and what a script should do')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'authctl;help;login' {
            break
        }
        'authctl;help;token' {
            break
        }
        'authctl;help;exec' {
            break
        }
        'authctl;help;request' {
            break
        }
        'authctl;help;status' {
            break
        }
        'authctl;help;whoami' {
            break
        }
        'authctl;help;refresh' {
            break
        }
        'authctl;help;introspect' {
            break
        }
        'authctl;help;logout' {
            break
        }
        'authctl;help;revoke' {
            break
        }
        'authctl;help;profile' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the profiles of the configuration file')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show each setting that a login would use, and where it came from')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a profile to the file, whose comments and order stay as they are')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a profile from the file; its session stays')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check every profile without asking any provider')
            break
        }
        'authctl;help;profile;list' {
            break
        }
        'authctl;help;profile;show' {
            break
        }
        'authctl;help;profile;add' {
            break
        }
        'authctl;help;profile;remove' {
            break
        }
        'authctl;help;profile;validate' {
            break
        }
        'authctl;help;client' {
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Register a client with a provider that takes that, and keep it with a profile (RFC 7591)')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Ask the provider what is registered (RFC 7592)')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change the name, or add redirect addresses and grants (RFC 7592)')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete the registration at the provider and here (RFC 7592)')
            break
        }
        'authctl;help;client;register' {
            break
        }
        'authctl;help;client;show' {
            break
        }
        'authctl;help;client;update' {
            break
        }
        'authctl;help;client;delete' {
            break
        }
        'authctl;help;provider' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the providers that are known beforehand')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one: where it is, what to register there, what it needs')
            break
        }
        'authctl;help;provider;list' {
            break
        }
        'authctl;help;provider;show' {
            break
        }
        'authctl;help;serve' {
            break
        }
        'authctl;help;webhook' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the events')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one: what it says, how it is signed, where the standard says so')
            [CompletionResult]::new('mutations', 'mutations', [CompletionResultType]::ParameterValue, 'List the ways in which an event can be wrong on purpose, for `webhook send --mutate`')
            [CompletionResult]::new('listen', 'listen', [CompletionResultType]::ParameterValue, 'Receive them: verify each, hand it on, answer as the standard says, and show it')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Send one to an app, really signed, and judge what the app answers')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Tell whether a recorded one is genuine, and why not')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Send a recorded one again, as it was or signed anew')
            break
        }
        'authctl;help;webhook;list' {
            break
        }
        'authctl;help;webhook;show' {
            break
        }
        'authctl;help;webhook;mutations' {
            break
        }
        'authctl;help;webhook;listen' {
            break
        }
        'authctl;help;webhook;send' {
            break
        }
        'authctl;help;webhook;verify' {
            break
        }
        'authctl;help;webhook;replay' {
            break
        }
        'authctl;help;check' {
            [CompletionResult]::new('app', 'app', [CompletionResultType]::ParameterValue, 'Check an app: what it takes from a provider that misbehaves, and from browsers that do')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Check that an app''s sessions end when it hears of a logout, and only then')
            [CompletionResult]::new('provider', 'provider', [CompletionResultType]::ParameterValue, 'Check a provider: its metadata, keys, endpoints, and what it lets clients do')
            break
        }
        'authctl;help;check;app' {
            break
        }
        'authctl;help;check;logout' {
            break
        }
        'authctl;help;check;provider' {
            break
        }
        'authctl;help;user' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the users')
            [CompletionResult]::new('sign-out', 'sign-out', [CompletionResultType]::ParameterValue, 'End every session of a user; the apps that registered to hear of it do')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'End every session of a user, who cannot sign in until enabled again')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let a user sign in again who was disabled')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a user')
            break
        }
        'authctl;help;user;list' {
            break
        }
        'authctl;help;user;sign-out' {
            break
        }
        'authctl;help;user;disable' {
            break
        }
        'authctl;help;user;enable' {
            break
        }
        'authctl;help;user;delete' {
            break
        }
        'authctl;help;discover' {
            break
        }
        'authctl;help;jwt' {
            [CompletionResult]::new('decode', 'decode', [CompletionResultType]::ParameterValue, 'Show what a token says; nothing of it is proven')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a token''s signature and claims, and show how each check ended')
            break
        }
        'authctl;help;jwt;decode' {
            break
        }
        'authctl;help;jwt;verify' {
            break
        }
        'authctl;help;key' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a private key, keep it, and print its public half')
            [CompletionResult]::new('public', 'public', [CompletionResultType]::ParameterValue, 'Print the public half of private keys')
            break
        }
        'authctl;help;key;new' {
            break
        }
        'authctl;help;key;public' {
            break
        }
        'authctl;help;explain' {
            break
        }
        'authctl;help;completions' {
            break
        }
        'authctl;help;man' {
            break
        }
        'authctl;help;exit-codes' {
            break
        }
        'authctl;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
