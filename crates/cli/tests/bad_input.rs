//! What people, disks and providers do wrong: each gets a clear sentence, and nothing is lost.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use tests::command_line::CommandLine;

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");
const BODY: &str = "Ostrey Bridge is closed both ways.";

/// What must be as it was after everything that goes wrong.
fn whole(office: &CommandLine) -> (serde_json::Value, serde_json::Value) {
    let draft = office.ok(None, &["draft", "show", "ostrey"]);
    let audit = office.ok(None, &["ledger", "verify"]);
    (draft["variants"].clone(), audit["head"].clone())
}

fn drafted() -> CommandLine {
    let office = CommandLine::practice(PROGRAM);
    office.drafted("ostrey", BODY);
    office
}

fn brought<'a>(file: &'a str, kind: &'a str) -> [&'a str; 7] {
    [
        "draft",
        "edit",
        "ostrey",
        "--channel",
        "Newsroom",
        kind,
        file,
    ]
}

#[test]
fn a_paste_of_ten_megabytes_is_refused_and_the_draft_is_as_it_was() {
    let office = drafted();
    let before = whole(&office);
    let paste = office.beside("paste");
    std::fs::write(&paste, "words ".repeat(10 * 1024 * 1024 / 6)).unwrap();
    let paste = paste.display().to_string();
    office.fails(
        Some("Ana"),
        &brought(&paste, "--text-file"),
        1,
        "a release has at most 524288 in all. The draft is as it was",
    );
    assert_eq!(whole(&office), before);
    std::fs::write(&paste, BODY.repeat(300)).unwrap();
    office.ok(Some("Ana"), &brought(&paste, "--text-file"));
    assert_ne!(whole(&office), before);
}

/// A PNG that says it is so large, and has nothing to show for it.
fn png_header(side: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(side.to_be_bytes());
    chunk.extend(side.to_be_bytes());
    chunk.extend([8, 2, 0, 0, 0]);
    let crc = chunk.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    });
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\x0d".as_slice(),
        &chunk,
        &(!crc).to_be_bytes(),
        b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82",
    ]
    .concat()
}

#[test]
fn files_that_are_no_pictures_are_told_by_what_they_are() {
    let office = drafted();
    let before = whole(&office);
    let file = office.beside("picture.jpg");
    let path = file.display().to_string();
    for (bytes, sentence) in [
        (png_header(50_000), "is 50000 × 50000 pixels; at most 12000"),
        (
            b"only words".to_vec(),
            "is not a JPEG, PNG, WebP or GIF picture, whatever its name says",
        ),
        (Vec::new(), "The file is empty"),
        (
            b"\xff\xd8\xff\xe0half a picture".to_vec(),
            "is damaged and cannot be read",
        ),
    ] {
        std::fs::write(&file, bytes).unwrap();
        office.fails(Some("Ana"), &brought(&path, "--image"), 1, sentence);
        assert_eq!(whole(&office), before, "{sentence}");
    }
    std::fs::remove_file(&file).unwrap();
    office.fails(Some("Ana"), &brought(&path, "--image"), 1, "No such file");
    let picture = image::RgbImage::from_pixel(64, 48, image::Rgb([180, 40, 90]));
    picture.save(&file).unwrap();
    office.ok(Some("Ana"), &brought(&path, "--image"));
    assert_ne!(whole(&office), before);
}

#[test]
fn where_a_picture_was_taken_does_not_leave_the_building() {
    let office = drafted();
    let file = office.beside("picture.jpg");
    let picture = image::RgbImage::from_pixel(64, 48, image::Rgb([180, 40, 90]));
    picture.save(&file).unwrap();
    let plain = std::fs::read(&file).unwrap();
    let place = b"Exif\0\0II*\0\x08\0\0\0GPSLatitude 51.4987 N 0.1289 W, Serial 0042-QUAGGA";
    let length = u16::try_from(place.len() + 2).unwrap().to_be_bytes();
    let marked = [&plain[..2], b"\xff\xe1", &length, place, &plain[2..]].concat();
    std::fs::write(&file, marked).unwrap();
    let path = file.display().to_string();
    let edit = [
        brought(&path, "--image").as_slice(),
        &["--alt", "The bridge"],
    ]
    .concat();
    office.ok(Some("Ana"), &edit);
    office.ok(Some("Ana"), &["submit", "ostrey"]);
    office.ok(Some("Jo"), &["approve", "1"]);
    office.ok(None, &["publish"]);
    let (mut pictures, mut told) = (0, Vec::new());
    each_file(&office.dir(), &mut |path, bytes| {
        pictures += usize::from(path.extension().is_some_and(|end| end == "jpg"));
        for part in [b"QUAGGA".as_slice(), b"GPSLatitude", b"Exif"] {
            if bytes.windows(part.len()).any(|here| here == part) {
                told.push(path.to_owned());
            }
        }
    });
    assert_eq!((pictures, told), (1, Vec::new()));
}

fn each_file(folder: &Path, look: &mut impl FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, look);
        } else {
            look(&path, &std::fs::read(&path).unwrap());
        }
    }
}

/// Runs a script in which `$OFFICE` is a copy of the office on a disk of four megabytes of its own.
fn on_a_small_disk(office: &CommandLine, script: &str) -> String {
    let disk = office.beside("disk");
    std::fs::create_dir(&disk).unwrap();
    let mut command = Command::new("unshare");
    // Root mounts as it is; others become root in a namespace of their own.
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    command.arg(if root { "-m" } else { "-Urm" });
    command
        .args(["bash", "-euc"])
        .arg(format!(
            "mount -t tmpfs -o size=4m tmpfs \"$OFFICE\"; cp -a \"$WHOLE\"/. \"$OFFICE\"; \
             sign() {{ local who=$1; shift; set +e; \"$PROGRAM\" --office \"$OFFICE\" --as \"$who\" \
             --passphrase-file \"$KEYS/$who.passphrase\" \"$@\"; echo \"code $?\"; set -e; }}; {script}"
        ))
        .env("OFFICE", &disk)
        .env("WHOLE", office.dir())
        .env("KEYS", office.folder())
        .env("PROGRAM", PROGRAM);
    let output = command.output().expect("unshare runs; install util-linux");
    let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(
        output.status.success(),
        "the small disk could not be set up: {told}"
    );
    told
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let office = drafted();
    let until_full = "dd if=/dev/zero of=\"$OFFICE\"/fill bs=1k 2>/dev/null || true";
    let told = on_a_small_disk(
        &office,
        &format!(
            "sign Ana ledger verify 2>&1; {until_full}; \
             echo FULL; sign Ana submit ostrey 2>&1; \
             sign Ana draft edit ostrey --channel Newsroom --headline Other 2>&1; \
             rm \"$OFFICE\"/fill; echo ROOM; \
             sign Ana ledger verify 2>&1; sign Ana submit ostrey 2>&1; sign Jo approve 1 2>&1; \
             {until_full}; echo FULL; sign Jo publish --wait 0 2>&1; \
             rm \"$OFFICE\"/fill; echo ROOM; sign Jo publish --wait 20 2>&1; \
             find \"$OFFICE\" -name index.html | xargs grep -l 'closed both' | wc -l"
        ),
    );
    let parts: Vec<&str> = told.split("FULL\n").collect();
    let [_, signing, sending] = parts.as_slice() else {
        panic!("{told}")
    };
    for part in [signing, sending] {
        let (full, room) = part.split_once("ROOM\n").unwrap();
        assert!(full.contains("disk is full"), "{full}");
        assert!(!full.contains("code 0"), "{full}");
        assert!(
            !room.contains("code 1") && !room.contains("code 5"),
            "{room}"
        );
    }
    assert!(told.contains("is out: https://"), "{told}");
    assert!(told.trim_end().ends_with("\n1"), "one page is out: {told}");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_nothing_is_lost() {
    let office = drafted();
    let told = on_a_small_disk(
        &office,
        "mount -o remount,bind,ro \"$OFFICE\"; echo READ-ONLY; sign Ana submit ostrey 2>&1; sign Ana publish 2>&1; \
         sign Ana doctor 2>&1; mount -o remount,bind,rw \"$OFFICE\"; echo WRITABLE; \
         sign Ana submit ostrey 2>&1",
    );
    let (before, after) = told.split_once("WRITABLE\n").unwrap();
    // Each of the three says so by itself. What the doctor says of the office depends on whether it can still be read.
    let commands: Vec<&str> = before.trim_end().split_inclusive("code 1").collect();
    assert_eq!(commands.len(), 3, "{before}");
    for told in commands {
        assert!(told.contains("cannot be written"), "{before}");
    }
    assert!(!before.contains("code 0"), "{before}");
    assert!(after.contains("code 0"), "{after}");
}

/// What the doctor finds of the office.
fn found_of_office(office: &CommandLine) -> serde_json::Value {
    let answer = office.says(None, &["doctor"]).answer;
    let findings = answer["findings"].as_array().unwrap();
    let about = findings.iter().find(|each| each["what"] == "office");
    about.unwrap().clone()
}

#[test]
fn a_damaged_database_is_told_and_works_again_when_it_is_put_back() {
    let office = drafted();
    office.ok(Some("Ana"), &["submit", "ostrey"]);
    for (file, at, sentence) in [
        ("office.db", 0, "damaged"),
        ("desk.db", 0, "damaged"),
        ("office.db", 2 * 4096, "damaged"),
        ("desk.db", 2 * 4096, "damaged"),
    ] {
        let path = office.dir().join(file);
        // Every command puts what it wrote into the file, so that what is spoilt here is what the next one reads.
        assert!(!office.dir().join(format!("{file}-wal")).exists());
        let sound = std::fs::read(&path).unwrap();
        let mut spoilt = sound.clone();
        let page = at..(at + 4096).min(spoilt.len());
        spoilt[page].fill(0xa5);
        std::fs::write(&path, spoilt).unwrap();
        for words in [
            ["publish"].as_slice(),
            &["ledger", "verify"],
            &["draft", "list"],
        ] {
            let said = office.says(None, words);
            if said.code != Some(0) {
                assert!(
                    said.words.contains(sentence),
                    "{file} {at} {words:?}: {}",
                    said.words
                );
            }
        }
        let told = found_of_office(&office);
        assert_eq!(told["well"], false, "{file} {at}: {told}");
        assert!(told.to_string().contains(sentence), "{file} {at}: {told}");
        std::fs::write(&path, sound).unwrap();
        assert_eq!(found_of_office(&office)["well"], true);
        office.ok(None, &["ledger", "verify"]);
    }
    office.ok(Some("Jo"), &["approve", "1"]);
    office.ok(None, &["publish"]);
    assert_eq!(office.pages_with(BODY), 1);
}

#[test]
fn an_office_of_a_newer_version_is_left_alone() {
    for file in ["office.db", "desk.db"] {
        let office = drafted();
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
            VALUES (9999, 'from a newer version', 1, x'00', 0)";
        office.edits(file, &[newer]);
        let before = std::fs::read(office.dir().join(file)).unwrap();
        office.fails(
            None,
            &["publish"],
            1,
            "opened by a newer Countersign. Update this one",
        );
        let after = std::fs::read(office.dir().join(file)).unwrap();
        assert!(before == after, "{file} was written");
        office.edits(file, &["DELETE FROM _sqlx_migrations WHERE version = 9999"]);
        office.ok(None, &["publish"]);
    }
}

#[test]
fn without_a_session_bus_nothing_can_be_signed_and_everything_else_works() {
    let mut office = CommandLine::real(PROGRAM);
    office.site("Newsroom");
    office.env = vec![(
        "DBUS_SESSION_BUS_ADDRESS".to_owned(),
        "unix:path=/nowhere".to_owned(),
    )];
    office.drafted("ostrey", BODY);
    let status = office.ok(None, &["office", "status"]);
    assert_eq!(status["keyring"]["kind"], "missing");
    let sentence = "no keyring that answers, so nothing can be signed here. Nothing is lost";
    office.fails(Some("Ana"), &["submit", "ostrey"], 1, sentence);
    office.fails(None, &["stop"], 1, sentence);
    let doctor = office.says(None, &["doctor"]);
    assert_eq!(doctor.code, Some(1));
    office.env.clear();
    office.ok(Some("Ana"), &["submit", "ostrey"]);
}

/// A server that gives every call the same answer.
fn answers(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for line in listener.incoming() {
            let mut line = line.unwrap();
            let _ = line.read(&mut [0; 16 * 1024]);
            let _ = line.write_all(&answer);
        }
    });
    address
}

#[test]
fn a_provider_that_answers_nonsense_is_told_and_nothing_is_connected() {
    let office = CommandLine::real(PROGRAM);
    std::fs::write(office.beside("app"), "abcd-efgh-ijkl-mnop").unwrap();
    let credential = office.beside("app").display().to_string();
    let before = office.ok(None, &["ledger", "verify"]);
    let head =
        |status: &str, more: &str| format!("HTTP/1.1 {status}\r\nconnection: close\r\n{more}\r\n");
    let html = "<html><title>Log in to the hotel's network</title></html>";
    let length = html.len();
    let huge = [
        head("200 OK", "content-type: application/json\r\n").into_bytes(),
        vec![b' '; 3 * 1024 * 1024],
    ]
    .concat();
    for (answer, sentence) in [
        (
            head(
                "200 OK",
                &format!("content-type: text/html\r\ncontent-length: {length}\r\n"),
            ) + html,
            "no clear answer",
        ),
        (
            head("503 Service Unavailable", "content-length: 0\r\n"),
            "503",
        ),
        (
            head(
                "302 Found",
                "location: https://elsewhere.example/\r\ncontent-length: 0\r\n",
            ),
            "302",
        ),
    ]
    .map(|(answer, sentence)| (answer.into_bytes(), sentence))
    .into_iter()
    .chain([(huge, "larger than one mebibyte")])
    {
        let address = answers(answer);
        let words = [
            "channel",
            "connect",
            "bluesky",
            "--name",
            "Bluesky",
            "--account",
            "newsdesk.test",
            "--address",
            &address,
            "--credential-file",
            &credential,
        ];
        let said = office.says(Some("Ana"), &words);
        assert_eq!(said.code, Some(1), "{sentence}: {}", said.words);
        assert!(said.words.contains(sentence), "{sentence}: {}", said.words);
        assert!(
            said.words.contains("Nothing was connected") || said.words.contains("Check both"),
            "{}",
            said.words
        );
        assert!(!said.words.contains("abcd-efgh"), "{}", said.words);
    }
    assert_eq!(office.ok(None, &["ledger", "verify"]), before);
    let channels = office.ok(None, &["channel", "list"]);
    assert_eq!(channels["channels"], json!([]));
}
