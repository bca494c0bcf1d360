//! What fakes take of their process.

use es_ml_fake::FakeCluster;

use crate::process::in_a_process_with_open_files;
use crate::support::{Connection, assert_answers};

#[test]
fn a_thousand_fakes_share_one_thread() {
    // A listener is an open file, of which there may be 1,024 by default.
    in_a_process_with_open_files(4096, "resources::a_thousand_fakes_share_one_thread", || {
        let fakes: Vec<_> = (0..1000).map(|_| FakeCluster::start()).collect();
        for fake in &fakes {
            assert_answers(fake);
        }
        assert_eq!(threads_of_fakes(), 1);
        drop(fakes);
        assert_eq!(threads_of_fakes(), 1);
    });
}

/// How many threads of this process have the name of the one that serves fakes.
fn threads_of_fakes() -> usize {
    let threads = std::fs::read_dir("/proc/self/task").expect("Linux lists threads");
    let name = |thread: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_to_string(thread.ok()?.path().join("comm")).ok()
    };
    threads
        .filter_map(name)
        .filter(|name| name == "es-ml-fake\n")
        .count()
}

#[test]
fn a_dropped_fake_leaves_no_file_open() {
    let open_files = || std::fs::read_dir("/proc/self/fd").unwrap().count();
    // Other tests open files too, and so does the first fake for the thread of all fakes.
    in_a_process_with_open_files(
        1024,
        "resources::a_dropped_fake_leaves_no_file_open",
        || {
            drop(FakeCluster::start());
            let open_before = open_files();
            for _ in 0..100 {
                let cluster = FakeCluster::start();
                let mut connection = Connection::to(cluster.address());
                connection.send("GET / HT");
                assert_answers(&cluster);
                drop(cluster);
                drop(connection);
                assert_eq!(open_files(), open_before);
            }
        },
    );
}
