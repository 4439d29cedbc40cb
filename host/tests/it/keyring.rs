//! `key_source: keyring`, with a message bus and a Secret Service of our own, as small as can be.

use std::collections::HashMap;
use std::os::unix::net::UnixListener;
use std::sync::{Arc, Mutex};

use atlassian_simulator::SITE_TOKEN;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{ObjectServer, blocking, interface};

use crate::support::{Home, site};

const ROOT: &str = "/org/freedesktop/secrets";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

/// Session, parameters, value, content type.
type Secret = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);
type Attributes = HashMap<String, String>;

/// What is in the keyring. Secrets stay as they were sent: see [`Service::open_session`].
#[derive(Default)]
struct Content {
    items: Vec<Option<(Attributes, Secret)>>,
    locked: bool,
}

type Shared = Arc<Mutex<Content>>;

/// A keyring; every connection to its socket finds bus and service in one.
struct Keyring {
    content: Shared,
    address: String,
}

impl Keyring {
    fn start(home: &Home) -> Self {
        let socket = home.path().join("bus");
        let listener = UnixListener::bind(&socket).unwrap();
        let content = Shared::default();
        let shared = Arc::clone(&content);
        // Ends with the tests' process.
        std::thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                // A client that went away before it had said hello.
                open.extend(serve(stream.unwrap(), &shared).ok());
            }
        });
        Self { content, address: format!("unix:path={}", socket.display()) }
    }

    fn entries(&self) -> Vec<Attributes> {
        self.content.lock().unwrap().items.iter().flatten().map(|(attributes, _)| attributes.clone()).collect()
    }

    fn lock(&self, locked: bool) {
        self.content.lock().unwrap().locked = locked;
    }
}

fn serve(stream: std::os::unix::net::UnixStream, content: &Shared) -> zbus::Result<blocking::Connection> {
    let items: Vec<_> = (0..content.lock().unwrap().items.len()).collect();
    let mut builder = blocking::connection::Builder::async_io_unix_stream(stream)
        .server(zbus::Guid::generate())?
        .p2p()
        .serve_at("/org/freedesktop/DBus", Bus)?
        .serve_at(ROOT, Service(Arc::clone(content)))?
        .serve_at(COLLECTION, Collection(Arc::clone(content)))?
        .serve_at("/prompt", Prompt)?;
    for number in items {
        builder = builder.serve_at(item_path(number), Item(Arc::clone(content), number))?;
    }
    builder.build()
}

fn item_path(number: usize) -> OwnedObjectPath {
    format!("{COLLECTION}/{number}").try_into().unwrap()
}

fn nowhere() -> OwnedObjectPath {
    "/".try_into().unwrap()
}

struct Bus;

#[interface(name = "org.freedesktop.DBus")]
impl Bus {
    fn hello(&self) -> &str {
        ":1.1"
    }
    fn add_match(&self, _rule: &str) {}
    fn remove_match(&self, _rule: &str) {}
    fn get_name_owner(&self, _name: &str) -> &str {
        ":1.0"
    }
}

struct Service(Shared);

#[interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    /// Our public key is 1, so the shared secret is 1 in every session: what one session stores, another can read, and
    /// this service need not know how they encrypt it.
    fn open_session(&self, algorithm: &str, _input: Value<'_>) -> (OwnedValue, OwnedObjectPath) {
        assert_eq!(algorithm, "dh-ietf1024-sha256-aes128-cbc-pkcs7");
        (Value::from(vec![1_u8]).try_into().unwrap(), "/session".try_into().unwrap())
    }

    fn search_items(&self, wanted: Attributes) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        let content = self.0.lock().unwrap();
        let matches = |item: &Option<(Attributes, Secret)>| {
            item.as_ref().is_some_and(|(has, _)| wanted.iter().all(|(key, value)| has.get(key) == Some(value)))
        };
        let found: Vec<_> = content.items.iter().enumerate().filter(|(_, item)| matches(item)).collect();
        let found = found.into_iter().map(|(number, _)| item_path(number)).collect();
        if content.locked { (Vec::new(), found) } else { (found, Vec::new()) }
    }

    fn unlock(&self, _objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
        (Vec::new(), "/prompt".try_into().unwrap())
    }

    fn read_alias(&self, name: &str) -> OwnedObjectPath {
        assert_eq!(name, "default");
        COLLECTION.try_into().unwrap()
    }
}

struct Prompt;

#[interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    /// Somebody sees the question and goes away. The bus would put the sender in.
    async fn prompt(&self, _window: &str, #[zbus(connection)] connection: &zbus::Connection) {
        let signal = zbus::Message::signal("/prompt", "org.freedesktop.Secret.Prompt", "Completed").unwrap();
        let signal = signal.sender(":1.0").unwrap().build(&(true, Value::from(""))).unwrap();
        connection.send(&signal).await.unwrap();
    }
}

struct Collection(Shared);

#[interface(name = "org.freedesktop.Secret.Collection")]
impl Collection {
    async fn create_item(
        &self,
        properties: HashMap<String, OwnedValue>,
        secret: Secret,
        _replace: bool,
        #[zbus(object_server)] server: &ObjectServer,
    ) -> (OwnedObjectPath, OwnedObjectPath) {
        let attributes = properties.get("org.freedesktop.Secret.Item.Attributes").unwrap();
        let attributes = Attributes::try_from(attributes.try_clone().unwrap()).unwrap();
        let number = {
            let mut content = self.0.lock().unwrap();
            content.items.push(Some((attributes, secret)));
            content.items.len() - 1
        };
        server.at(item_path(number), Item(Arc::clone(&self.0), number)).await.unwrap();
        (item_path(number), nowhere())
    }

    #[zbus(property)]
    fn locked(&self) -> bool {
        self.0.lock().unwrap().locked
    }
}

struct Item(Shared, usize);

#[interface(name = "org.freedesktop.Secret.Item")]
impl Item {
    fn delete(&self) -> OwnedObjectPath {
        self.0.lock().unwrap().items[self.1] = None;
        nowhere()
    }

    fn get_secret(&self, _session: OwnedObjectPath) -> Secret {
        self.0.lock().unwrap().items[self.1].clone().unwrap().1
    }

    #[zbus(property)]
    fn locked(&self) -> bool {
        self.0.lock().unwrap().locked
    }
}

#[test]
fn a_key_in_the_keyring() {
    let site = site();
    let home = Home::empty();
    let keyring = Keyring::start(&home);
    let home = home.with_env("DBUS_SESSION_BUS_ADDRESS", &keyring.address);
    let key_file = home.path().join(".config/atlassian-cli/key");
    home.sign_in(&site, SITE_TOKEN);
    assert!(key_file.exists() && keyring.entries().is_empty(), "the keyring is asked only where it is chosen");

    home.run(&["auth", "rotate-key", "--to", "keyring"]).ok();
    assert!(!key_file.exists());
    let entries = keyring.entries();
    assert_eq!((entries.len(), entries[0]["service"].as_str()), (1, "atlassian-cli"), "{entries:?}");
    home.run(&["auth", "test"]).ok();

    home.run(&["auth", "rotate-key"]).ok();
    let rotated = keyring.entries();
    assert!(rotated.len() == 1 && rotated != entries, "the old key is gone: {rotated:?}");
    home.run(&["auth", "test"]).ok();

    keyring.lock(true);
    home.run(&["jira", "issue", "get", "DEV-1"]).fails(4, &["keyring is locked", "unlock it"]);
    home.run(&["auth", "rotate-key", "--to", "file"]).fails(4, &["keyring is locked"]);
    home.run(&["auth", "list"]).ok();
    keyring.lock(false);

    home.run(&["auth", "rotate-key", "--to", "file"]).ok();
    assert!(key_file.exists() && keyring.entries().is_empty());
    home.run(&["auth", "test"]).ok();
}

#[test]
fn a_first_login_with_the_keyring() {
    let site = site();
    let home = Home::empty();
    let keyring = Keyring::start(&home);
    let home = home.with_env("DBUS_SESSION_BUS_ADDRESS", &keyring.address);
    std::fs::create_dir(home.path().join(".atlassian-cli")).unwrap();
    std::fs::write(home.path().join(".atlassian-cli/config.yaml"), "key_source: keyring\n").unwrap();
    home.sign_in(&site, SITE_TOKEN);
    assert!(!home.path().join(".config/atlassian-cli/key").exists());
    home.run(&["auth", "test"]).ok();
    // Somebody tidied up.
    keyring.content.lock().unwrap().items[0] = None;
    home.run(&["jira", "issue", "get", "DEV-1"])
        .fails(4, &["is not in the system's keyring", "`atlassian-cli`", "hint"]);
}

#[test]
fn without_a_bus_the_keyring_is_out_of_reach() {
    let site = site();
    let home = Home::at(&site).with_env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    home.run(&["auth", "rotate-key", "--to", "keyring"])
        .fails(4, &["keyring cannot be reached", "desktop session", "`key_source: file` or `command`"]);
    home.run(&["auth", "test"]).ok();
    let config = std::fs::read_to_string(home.path().join(".atlassian-cli/config.yaml")).unwrap();
    assert!(!config.contains("key_source"), "{config}");
}
