package example

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const secret = "only-for-tests"

const config = `
[[users]]
username = "alice"

[[clients]]
client_id = "my-app"
client_secret_env = "OIDC_CLIENT_SECRET"
redirect_uris = ["%[1]s/callback"]
backchannel_logout_uri = "%[1]s/backchannel-logout"
`

// world is the app, and the provider that it signs people in at.
type world struct {
	app, issuer, control string
}

func start(t *testing.T) world {
	server := httptest.NewUnstartedServer(nil)
	world := world{app: "http://" + server.Listener.Addr().String()}
	world.provide(t)
	app, err := New(context.Background(), world.issuer, "my-app", secret, world.app)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = app
	server.Start()
	t.Cleanup(server.Close)
	return world
}

// provide starts the provider, which ends with the test.
func (world *world) provide(t *testing.T) {
	directory := t.TempDir()
	file := filepath.Join(directory, "provider.toml")
	if err := os.WriteFile(file, []byte(fmt.Sprintf(config, world.app)), 0o600); err != nil {
		t.Fatal(err)
	}
	program := os.Getenv("AUTHCTL")
	if program == "" {
		program = "authctl"
	}
	command := exec.Command(program, "serve", "--port", "0", "--json", "--exit-with-parent", "--config", file)
	command.Env = append(os.Environ(), "OIDC_CLIENT_SECRET="+secret, "AUTHCTL_STATE_DIR="+filepath.Join(directory, "state"))
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { command.Process.Kill(); command.Wait() })
	line, _ := bufio.NewReader(stdout).ReadString('\n')
	var ready struct {
		Issuer      string
		ControlFile string `json:"control_file"`
	}
	var control struct{ Secret string }
	if json.Unmarshal([]byte(line), &ready) == nil {
		text, _ := os.ReadFile(ready.ControlFile)
		err = json.Unmarshal(text, &control)
	}
	if ready.Issuer == "" || err != nil {
		t.Fatal("the provider did not start: ", line, err)
	}
	world.issuer, world.control = ready.Issuer, control.Secret
}

var (
	hidden = regexp.MustCompile(`name="(\w+)" value="([^"]*)"`)
	action = regexp.MustCompile(`action="([^"]*)"`)
)

// signIn is somebody with a browser: the provider's pages have forms with stable names.
func (world world) signIn(t *testing.T, browser *http.Client, user string) string {
	address, text := read(t)(browser.Get(world.app + "/login"))
	for _, answer := range []string{"user=" + user, "decision=allow"} {
		if !strings.HasPrefix(address, world.issuer) {
			break
		}
		fields := url.Values{}
		for _, field := range hidden.FindAllStringSubmatch(text, -1) {
			fields.Set(field[1], field[2])
		}
		name, value, _ := strings.Cut(answer, "=")
		fields.Set(name, value)
		address, text = read(t)(browser.PostForm(world.issuer+html.UnescapeString(action.FindStringSubmatch(text)[1]), fields))
	}
	return text
}

func read(t *testing.T) func(*http.Response, error) (string, string) {
	return func(response *http.Response, err error) (string, string) {
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.Request.URL.String(), string(text)
	}
}

func TestASessionBeginsAndEnds(t *testing.T) {
	world := start(t)
	jar, _ := cookiejar.New(nil)
	browser := &http.Client{Jar: jar}
	if text := world.signIn(t, browser, "alice"); text != "Welcome, alice" {
		t.Fatal(text)
	}
	request, _ := http.NewRequest("DELETE", world.issuer+"/_dev/users/alice/sessions", nil)
	request.Header.Set("Authorization", "Bearer "+world.control)
	if _, told := read(t)(http.DefaultClient.Do(request)); !strings.Contains(told, `"taken":true`) {
		t.Fatal(told)
	}
	if _, text := read(t)(browser.Get(world.app)); text != "Nobody is signed in" {
		t.Fatal(text)
	}
}
