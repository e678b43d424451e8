CREATE TABLE anchors (
        chain TEXT NOT NULL PRIMARY KEY,
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL
    );
CREATE TABLE attempts (
        id INTEGER PRIMARY KEY,
        sale_id INTEGER NOT NULL REFERENCES transactions (id),
        order_no TEXT NOT NULL UNIQUE,
        flow TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at TEXT NOT NULL
    );
CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        operator_id TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL,
        hash TEXT NOT NULL
    );
CREATE TABLE batches (
        id INTEGER PRIMARY KEY,
        acquirer TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 999999),
        is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
        opened_at TEXT NOT NULL,
        closed_at TEXT,
        UNIQUE (id, is_open)
    );
CREATE TABLE card_payments (
        attempt_id INTEGER PRIMARY KEY REFERENCES attempts (id),
        handle TEXT NOT NULL,
        scheme TEXT NOT NULL,
        entry TEXT NOT NULL,
        first_six TEXT NOT NULL,
        last_four TEXT NOT NULL,
        label TEXT NOT NULL,
        aid TEXT NOT NULL,
        verification TEXT NOT NULL,
        tvr TEXT NOT NULL,
        tsi TEXT NOT NULL,
        cryptogram TEXT NOT NULL,
        stan INTEGER NOT NULL,
        rrn TEXT NOT NULL,
        approval_code TEXT NOT NULL,
        host_code TEXT NOT NULL,
        signing TEXT NOT NULL,
        is_armed INTEGER NOT NULL CHECK (is_armed IN (0, 1)),
        contact TEXT NOT NULL DEFAULT ''
    );
CREATE TABLE counters (
        name TEXT NOT NULL PRIMARY KEY,
        value BIGINT NOT NULL
    );
CREATE TABLE credits (
        wallet_txn_no TEXT NOT NULL PRIMARY KEY,
        attempt_id INTEGER NOT NULL REFERENCES attempts (id),
        paid_minor BIGINT NOT NULL CHECK (paid_minor > 0),
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        refund_no TEXT,
        created_at TEXT NOT NULL
    );
CREATE TABLE flows (
        first_seq INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        attempt_id INTEGER REFERENCES attempts (id),
        state TEXT NOT NULL,
        is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
        last_seq INTEGER NOT NULL
    );
CREATE TABLE journal (
        seq INTEGER PRIMARY KEY,
        flow TEXT NOT NULL,
        at TEXT NOT NULL,
        event TEXT NOT NULL,
        state TEXT NOT NULL,
        is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
        body TEXT NOT NULL,
        hash TEXT NOT NULL
    );
CREATE TABLE operators (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        pin_hash TEXT NOT NULL,
        failed_attempts INTEGER NOT NULL,
        locked_until TEXT
    );
CREATE TABLE print_jobs (
        id INTEGER PRIMARY KEY,
        sale_id INTEGER NOT NULL REFERENCES transactions (id),
        copy TEXT NOT NULL,
        is_reprint INTEGER NOT NULL CHECK (is_reprint IN (0, 1)),
        duplicate INTEGER NOT NULL CHECK (duplicate IN (0, 1) AND duplicate >= is_reprint),
        state TEXT NOT NULL,
        created_at TEXT NOT NULL
    );
CREATE TABLE retries (
        sale_id       INTEGER NOT NULL PRIMARY KEY REFERENCES transactions (id),
        first_sale_id INTEGER NOT NULL REFERENCES transactions (id)
    );
CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL);
CREATE TABLE settings (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        changed_by TEXT NOT NULL
    );
CREATE TABLE signatures (
        sale_id INTEGER PRIMARY KEY REFERENCES transactions (id),
        strokes TEXT NOT NULL
    );
CREATE TABLE transactions (
        id INTEGER PRIMARY KEY,
        attempt_id INTEGER NOT NULL,
        batch_id INTEGER NOT NULL,
        batch_open INTEGER NOT NULL,
        voucher INTEGER NOT NULL CHECK (voucher BETWEEN 1 AND 999999),
        created_at TEXT NOT NULL,
        amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
        tip_minor BIGINT NOT NULL CHECK (tip_minor >= 0),
        method TEXT NOT NULL,
        mode TEXT NOT NULL,
        cashier_id TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        wallet_txn_no TEXT NOT NULL,
        paid_at TEXT,
        finished_at TEXT,
        FOREIGN KEY (batch_id, batch_open) REFERENCES batches (id, is_open) ON UPDATE CASCADE
    );
CREATE TABLE vault (
        handle TEXT NOT NULL PRIMARY KEY,
        sealed TEXT NOT NULL,
        fingerprint TEXT NOT NULL
    );
INSERT INTO anchors VALUES ('audit', 5, 'bc1e4345296482b75bce9e42629ed64c3775da86db4f1bbf634cdf8d2a76ed84');
INSERT INTO anchors VALUES ('journal', 19, 'a93f6fc3753e4716a3a0a650fef3fd8fcb350af8def03a7dcf781412a79430e7');
INSERT INTO attempts VALUES (1, 1, '8001000101179532900001', 'show_qr:1', 'approved', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (2, 2, '8001000101179532900002', 'show_qr:2', 'open', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (3, 3, '8001000101179532900003', 'show_qr:3', 'paid_late', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (4, 4, '8001000101179532900004', 'card_sale:4', 'approved', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (5, 5, '8001000101179532900005', 'card_sale:5', 'closed', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (6, 6, '8001000101179532900006', 'card_sale:6', 'reversing', '2026-11-22T06:30:00.000000Z');
INSERT INTO audit VALUES (1, '2026-11-22T06:30:00.000000Z', 'system', 'operator_added', '01', '{"role":"cashier"}', '99a84520a2150ec873091b4641194325699125736aa5e3277bd3e88bddc482d1');
INSERT INTO audit VALUES (2, '2026-11-22T06:30:00.000000Z', 'system', 'operator_added', '90', '{"role":"supervisor"}', '3ff9a1247c2eedb0b8c9973d1e2b0126585494319bd1c800ef819879833a9b49');
INSERT INTO audit VALUES (3, '2026-11-22T06:30:00.000000Z', '01', 'signed_in', '01', '{}', '38cb22d90222943e6a1c0ba88ddeed7ec29616751ee70a780ef26c287a2147c4');
INSERT INTO audit VALUES (4, '2026-11-22T06:30:00.000000Z', '90', 'wrong_pin', '90', '{"failed":1,"locked_s":0}', 'c8e572045214754b8b5007a50db5f31554befa353a18301e2023b65164d9b649');
INSERT INTO audit VALUES (5, '2026-11-22T06:30:00.000000Z', '01', 'setting_changed', 'language', '{"after":"zh_CN","before":""}', 'bc1e4345296482b75bce9e42629ed64c3775da86db4f1bbf634cdf8d2a76ed84');
INSERT INTO batches VALUES (1, 'wallets', 1, 1, '2026-11-22T06:30:00.000000Z', NULL);
INSERT INTO batches VALUES (2, 'cards', 1, 1, '2026-11-22T06:30:00.000000Z', NULL);
INSERT INTO card_payments VALUES (4, 'card-1', 'visa', 'chip', '476173', '0119', 'VISA CREDIT', 'A0000000031010', 'signature', '0000008000', 'E800', '1122334455667788', 1, '000000000001', 'A12345', '00', 'on_screen', 0, '');
INSERT INTO card_payments VALUES (5, 'card-2', 'visa', 'chip', '476173', '0119', 'VISA CREDIT', 'A0000000031010', 'signature', '0000008000', 'E800', '1122334455667788', 2, '', '', '00', 'not_needed', 0, '');
INSERT INTO card_payments VALUES (6, 'card-3', 'visa', 'chip', '476173', '0119', 'VISA CREDIT', 'A0000000031010', 'signature', '0000008000', 'E800', '1122334455667788', 3, '', '', '', 'not_needed', 1, '+65 8123 4567');
INSERT INTO counters VALUES ('batch:cards', 1);
INSERT INTO counters VALUES ('batch:wallets', 1);
INSERT INTO counters VALUES ('order', 179532900006);
INSERT INTO counters VALUES ('stan', 3);
INSERT INTO counters VALUES ('voucher', 6);
INSERT INTO credits VALUES ('2026000000000001', 1, 3080, 'sale', 'accepted', NULL, '2026-11-22T06:30:00.000000Z');
INSERT INTO credits VALUES ('LATE-1', 3, 3080, 'late', 'inbox', NULL, '2026-11-22T06:30:00.000000Z');
INSERT INTO flows VALUES (1, 'show_qr:1', 1, '{"phase":"approved"}', 0, 3);
INSERT INTO flows VALUES (4, 'show_qr:2', 2, '{"phase":"shown"}', 1, 5);
INSERT INTO flows VALUES (6, 'show_qr:3', 3, '{"phase":"approved"}', 1, 8);
INSERT INTO flows VALUES (9, 'card_sale:4', 4, '{"phase":"approved"}', 0, 12);
INSERT INTO flows VALUES (13, 'card_sale:5', 5, '{"phase":"reversed"}', 0, 16);
INSERT INTO flows VALUES (17, 'card_sale:6', 6, '{"phase":"reversing"}', 1, 19);
INSERT INTO journal VALUES (1, 'show_qr:1', '2026-11-22T06:30:00.000000Z', '{"type":"Started"}', '{"phase":"created"}', 1, '{"open":{"sale":1,"attempt":1,"voucher":"000001","order":"8001000101179532900001","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"paynow","mode":"show","cashier":"01"}}', '913c3766067982bb3400b0de2360c7291780ccf501b090eef8aa522c703ae1e5');
INSERT INTO journal VALUES (2, 'show_qr:1', '2026-11-22T06:30:00.000000Z', '{"type":"CodeReady"}', '{"phase":"shown"}', 1, '{}', 'd814461a0dca7a426dd7d7c15cf1e040f5ee313c91d9a8bdcd922c22ba6bd180');
INSERT INTO journal VALUES (3, 'show_qr:1', '2026-11-22T06:30:00.000000Z', '{"type":"Paid"}', '{"phase":"approved"}', 0, '{"sale":{"sale":1,"state":"approved","reason":null,"txn":"2026000000000001","paid_at":"2026-11-22T06:30:00.000000Z","finished_at":"2026-11-22T06:30:00.000000Z"},"credits":[{"txn":"2026000000000001","attempt":1,"paid":3080,"kind":"sale","state":"accepted","refund":null}],"prints":[[1,"merchant",false],[1,"customer",false]]}', 'ffc2bf1dbb45af71dfd9a72ea9ff4fc55c57d60a9e98eec216a04f52a823de85');
INSERT INTO journal VALUES (4, 'show_qr:2', '2026-11-22T06:30:00.000000Z', '{"type":"Started"}', '{"phase":"created"}', 1, '{"open":{"sale":2,"attempt":2,"voucher":"000002","order":"8001000101179532900002","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"paynow","mode":"show","cashier":"01"}}', '48c8e472a7b5dc60b014653c2177bd7588c273a000a8a9598f5d5c82236300e9');
INSERT INTO journal VALUES (5, 'show_qr:2', '2026-11-22T06:30:00.000000Z', '{"type":"CodeReady"}', '{"phase":"shown"}', 1, '{}', '34ca16bd91a70d1178163551a38666cb517395bdf99f536f484ba9993b99fd5b');
INSERT INTO journal VALUES (6, 'show_qr:3', '2026-11-22T06:30:00.000000Z', '{"type":"Started"}', '{"phase":"created"}', 1, '{"open":{"sale":3,"attempt":3,"voucher":"000003","order":"8001000101179532900003","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"paynow","mode":"show","cashier":"01"},"retry_of":1}', '7c428b19573d8203a8f966941b288c67da98cd3512cfaefbbef91813bddc8f5c');
INSERT INTO journal VALUES (7, 'show_qr:3', '2026-11-22T06:30:00.000000Z', '{"type":"CodeReady"}', '{"phase":"shown"}', 0, '{"sale":{"sale":3,"state":"closed","reason":"expired","txn":null,"paid_at":null,"finished_at":"2026-11-22T06:30:00.000000Z"}}', '4587c02d230f1418508948579dc20d42ce5153a74f624f8464ccca679a99a738');
INSERT INTO journal VALUES (8, 'show_qr:3', '2026-11-22T06:30:00.000000Z', '{"type":"Paid"}', '{"phase":"approved"}', 1, '{"sale":{"sale":3,"state":"paid_late","reason":null,"txn":null,"paid_at":null,"finished_at":null},"credits":[{"txn":"LATE-1","attempt":3,"paid":3080,"kind":"late","state":"inbox","refund":null}]}', '12a9203608b01a271ed2ad6a0d27b78b1fc04e364a5c076c34e8fe61bbbd136f');
INSERT INTO journal VALUES (9, 'card_sale:4', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reading"}', 1, '{"open":{"sale":4,"attempt":4,"voucher":"000004","order":"8001000101179532900004","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"card","mode":"","cashier":"01"}}', 'f326815b728ede1ab824ec44c96ee51163b3862333e77bf27290cc6f017fc507');
INSERT INTO journal VALUES (10, 'card_sale:4', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"authorising"}', 1, '{"sale":{"sale":4,"state":"checking","reason":null,"txn":null,"paid_at":null,"finished_at":null},"card":{"attempt":4,"handle":"card-1","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":1,"rrn":"","approval_code":"","host_code":"","signing":"not_needed","is_armed":1},"sealed":"card-1"}', '405468b2433ac5d5f7ddff5087fdede30c14fce94bfcc93fb418dc9916c68d81');
INSERT INTO journal VALUES (11, 'card_sale:4', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"approved"}', 1, '{"sale":{"sale":4,"state":"approved","reason":null,"txn":null,"paid_at":"2026-11-22T06:30:00.000000Z","finished_at":"2026-11-22T06:30:00.000000Z"},"card":{"attempt":4,"handle":"card-1","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":1,"rrn":"000000000001","approval_code":"A12345","host_code":"00","signing":"waited_for","is_armed":0}}', 'd03f45c7e32357ec1c374bbd6ad912c8ec65716607cfb8c2936ff406e0116faf');
INSERT INTO journal VALUES (12, 'card_sale:4', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"approved"}', 0, '{"prints":[[4,"merchant",false],[4,"customer",false]],"card":{"attempt":4,"handle":"card-1","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":1,"rrn":"000000000001","approval_code":"A12345","host_code":"00","signing":"on_screen","is_armed":0},"signature":{"sale":4,"sha256":"3e1a320976045cf6df382142dc5d1f3a781313f2a9fdb078c0aa8db062f162f2"}}', 'a91f325ba87aac57e1d39b9eba9d18a3cec0ff104a8827cd35495f603139355d');
INSERT INTO journal VALUES (13, 'card_sale:5', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reading"}', 1, '{"open":{"sale":5,"attempt":5,"voucher":"000005","order":"8001000101179532900005","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"card","mode":"","cashier":"01"}}', '44cc7dd49af2936e71541208c65d6ab416839e23588313d611f1ef1ff27f3e5b');
INSERT INTO journal VALUES (14, 'card_sale:5', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"authorising"}', 1, '{"sale":{"sale":5,"state":"checking","reason":null,"txn":null,"paid_at":null,"finished_at":null},"card":{"attempt":5,"handle":"card-2","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":2,"rrn":"","approval_code":"","host_code":"","signing":"not_needed","is_armed":1},"sealed":"card-2"}', '09dab4ba2c7edc489b7cdfd38e2faae227a016f87c953082f06b997c1fffe6ed');
INSERT INTO journal VALUES (15, 'card_sale:5', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reversing"}', 1, '{"sale":{"sale":5,"state":"reversing","reason":"no_answer","txn":null,"paid_at":null,"finished_at":"2026-11-22T06:30:00.000000Z"},"card":{"attempt":5,"handle":"card-2","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":2,"rrn":"","approval_code":"","host_code":"","signing":"not_needed","is_armed":1}}', 'b2629b1c9c37b73a6919e2d23bb5d3615b2bc0398c2495d7046c9c12f3631484');
INSERT INTO journal VALUES (16, 'card_sale:5', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reversed"}', 0, '{"sale":{"sale":5,"state":"closed","reason":null,"txn":null,"paid_at":null,"finished_at":null},"card":{"attempt":5,"handle":"card-2","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":2,"rrn":"","approval_code":"","host_code":"00","signing":"not_needed","is_armed":0},"wiped":"card-2"}', 'f75c3f01e2f99523f56e4d2808b075ede94c3851d7b014ed1bfafd0503940655');
INSERT INTO journal VALUES (17, 'card_sale:6', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reading"}', 1, '{"open":{"sale":6,"attempt":6,"voucher":"000006","order":"8001000101179532900006","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"card","mode":"","cashier":"01"}}', 'f8625715488290974af391e1a3cb39f2aaf0341c6239c63df1dd0bc4562b29b2');
INSERT INTO journal VALUES (18, 'card_sale:6', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"authorising"}', 1, '{"sale":{"sale":6,"state":"checking","reason":null,"txn":null,"paid_at":null,"finished_at":null},"card":{"attempt":6,"handle":"card-3","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":3,"rrn":"","approval_code":"","host_code":"","signing":"not_needed","is_armed":1},"sealed":"card-3"}', '4d28d6c0683dc2056785edba7c5074fcb1e4e66eca62a1e192ed9944e1717630');
INSERT INTO journal VALUES (19, 'card_sale:6', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reversing"}', 1, '{"sale":{"sale":6,"state":"reversing","reason":"no_answer","txn":null,"paid_at":null,"finished_at":"2026-11-22T06:30:00.000000Z"},"card":{"attempt":6,"handle":"card-3","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":3,"rrn":"","approval_code":"","host_code":"","signing":"not_needed","is_armed":1}}', 'a93f6fc3753e4716a3a0a650fef3fd8fcb350af8def03a7dcf781412a79430e7');
INSERT INTO operators VALUES ('01', 'Cashier 01', 'cashier', '$argon2id$v=19$m=19456,t=2,p=1$XjlA+WdJP6QLImwruuFEHA$PS2Po2U2uSwBAEXllNBI4G4leZkrRLEABXpJ6ReB6IQ', 0, NULL);
INSERT INTO operators VALUES ('90', '主管', 'supervisor', '$argon2id$v=19$m=19456,t=2,p=1$d+zmoScBT/2swLP/yYYUdw$bHH+cAH1K+C/pZRvPFSGQ5GL2kVKTJ5O2QGNkLWhIvM', 1, NULL);
INSERT INTO print_jobs VALUES (1, 1, 'merchant', 0, 0, 'printed', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (2, 1, 'customer', 0, 0, 'sending', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (3, 4, 'merchant', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (4, 4, 'customer', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO retries VALUES (1, 1);
INSERT INTO retries VALUES (3, 1);
INSERT INTO schema_versions VALUES (1, 'first_sale', '2026-11-22T06:30:00.000000Z');
INSERT INTO schema_versions VALUES (2, 'history_indexes', '2026-11-22T06:30:00.000000Z');
INSERT INTO schema_versions VALUES (3, 'retries', '2026-11-22T06:30:00.000000Z');
INSERT INTO schema_versions VALUES (4, 'doubt_indexes', '2026-11-22T06:30:00.000000Z');
INSERT INTO schema_versions VALUES (5, 'smaller_steps', '2026-11-22T06:30:00.000000Z');
INSERT INTO schema_versions VALUES (6, 'cards', '2026-11-22T06:30:00.000000Z');
INSERT INTO settings VALUES ('language', 'zh_CN', '2026-11-22T06:30:00.000000Z', '01');
INSERT INTO signatures VALUES (4, '[[[10,20],[30,40],[50,60]],[[100,200],[120,220]]]');
INSERT INTO transactions VALUES (1, 1, 1, 1, 1, '2026-11-22T06:30:00.000000Z', 2800, 280, 'paynow', 'show', '01', 'approved', '', '2026000000000001', '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z');
INSERT INTO transactions VALUES (2, 2, 1, 1, 2, '2026-11-22T06:30:00.000000Z', 2800, 280, 'paynow', 'show', '01', 'open', '', '', NULL, NULL);
INSERT INTO transactions VALUES (3, 3, 1, 1, 3, '2026-11-22T06:30:00.000000Z', 2800, 280, 'paynow', 'show', '01', 'paid_late', 'expired', '', NULL, '2026-11-22T06:30:00.000000Z');
INSERT INTO transactions VALUES (4, 4, 2, 1, 4, '2026-11-22T06:30:00.000000Z', 2800, 280, 'card', '', '01', 'approved', '', '', '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z');
INSERT INTO transactions VALUES (5, 5, 2, 1, 5, '2026-11-22T06:30:00.000000Z', 2800, 280, 'card', '', '01', 'closed', 'no_answer', '', NULL, '2026-11-22T06:30:00.000000Z');
INSERT INTO transactions VALUES (6, 6, 2, 1, 6, '2026-11-22T06:30:00.000000Z', 2800, 280, 'card', '', '01', 'reversing', 'no_answer', '', NULL, '2026-11-22T06:30:00.000000Z');
INSERT INTO vault VALUES ('card-1', '015345414c45443a636172642d315e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e', 'f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1');
INSERT INTO vault VALUES ('card-3', '015345414c45443a636172642d335e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e', 'f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1');
CREATE INDEX attempts_by_sale ON attempts (sale_id, id);
CREATE INDEX batches_by_number ON batches (acquirer, number, id);
CREATE UNIQUE INDEX batches_one_open ON batches (acquirer) WHERE is_open = 1;
CREATE INDEX card_payments_by_stan ON card_payments (stan, attempt_id);
CREATE INDEX credits_waiting ON credits (attempt_id)
        WHERE state IN ('inbox', 'refunding')
    ;
CREATE INDEX flows_open ON flows (first_seq) WHERE is_open = 1;
CREATE UNIQUE INDEX print_jobs_one_unmarked ON print_jobs (sale_id, copy)
        WHERE is_reprint = 0
    ;
CREATE INDEX print_jobs_waiting ON print_jobs (id) WHERE state <> 'printed';
CREATE INDEX retries_by_first ON retries (first_sale_id, sale_id);
CREATE INDEX transactions_by_batch ON transactions (batch_id, id);
CREATE INDEX transactions_by_cashier
        ON transactions (cashier_id, method, state, created_at, id)
        WHERE state NOT IN ('open', 'checking', 'reversing', 'paid_late', 'refunding')
    ;
CREATE INDEX transactions_by_end ON transactions (finished_at, (amount_minor + tip_minor))
        WHERE finished_at IS NOT NULL
    ;
CREATE INDEX transactions_by_kind ON transactions (method, state, created_at, id)
        WHERE state NOT IN ('open', 'checking', 'reversing', 'paid_late', 'refunding')
    ;
CREATE INDEX transactions_by_time ON transactions (created_at, id);
CREATE INDEX transactions_by_voucher ON transactions (voucher, id);
CREATE UNIQUE INDEX transactions_open_voucher ON transactions (voucher) WHERE batch_open = 1;
CREATE INDEX transactions_unfinished ON transactions (created_at, id)
        WHERE state IN ('open', 'checking', 'reversing', 'paid_late', 'refunding')
    ;
