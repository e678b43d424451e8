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
CREATE TABLE cash_payments (
        sale_id INTEGER PRIMARY KEY REFERENCES transactions (id),
        due_minor BIGINT NOT NULL CHECK (due_minor >= 0),
        handed_minor BIGINT NOT NULL CHECK (handed_minor >= due_minor)
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
CREATE TABLE drawer_moves (
        id INTEGER PRIMARY KEY,
        shift_id INTEGER NOT NULL REFERENCES shifts (id),
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        amount_minor BIGINT NOT NULL,
        operator_id TEXT NOT NULL,
        approver_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        sale_id INTEGER REFERENCES transactions (id),
        return_id INTEGER REFERENCES returns (id),
        pieces TEXT,
        expected_minor BIGINT
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
CREATE TABLE "print_jobs" (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        subject_id INTEGER NOT NULL,
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
CREATE TABLE returns (
        id INTEGER PRIMARY KEY,
        sale_id INTEGER NOT NULL REFERENCES transactions (id),
        flow TEXT NOT NULL,
        kind TEXT NOT NULL,
        batch_id INTEGER NOT NULL,
        batch_open INTEGER NOT NULL,
        voucher INTEGER NOT NULL CHECK (voucher BETWEEN 1 AND 999999),
        number TEXT NOT NULL UNIQUE,
        amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
        given_minor BIGINT,
        state TEXT NOT NULL,
        operator_id TEXT NOT NULL,
        approver_id TEXT NOT NULL,
        begun_at TEXT NOT NULL,
        finished_at TEXT,
        stan INTEGER NOT NULL,
        rrn TEXT NOT NULL,
        approval_code TEXT NOT NULL,
        host_code TEXT NOT NULL,
        wallet_no TEXT NOT NULL,
        is_armed INTEGER NOT NULL CHECK (is_armed IN (0, 1)),
        handle TEXT,
        scheme TEXT,
        entry TEXT,
        first_six TEXT,
        last_four TEXT,
        label TEXT,
        aid TEXT,
        verification TEXT,
        tvr TEXT,
        tsi TEXT,
        cryptogram TEXT,
        FOREIGN KEY (batch_id, batch_open) REFERENCES batches (id, is_open) ON UPDATE CASCADE
    );
CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL);
CREATE TABLE settings (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        changed_by TEXT NOT NULL
    );
CREATE TABLE settlements (
        id INTEGER PRIMARY KEY,
        run_id INTEGER NOT NULL,
        flow TEXT NOT NULL,
        acquirer TEXT NOT NULL,
        batch_id INTEGER NOT NULL REFERENCES batches (id),
        phase TEXT NOT NULL,
        operator_id TEXT NOT NULL,
        is_automatic INTEGER NOT NULL CHECK (is_automatic IN (0, 1)),
        begun_at TEXT NOT NULL,
        finished_at TEXT,
        carried TEXT NOT NULL DEFAULT ''
    );
CREATE TABLE shifts (
        id INTEGER PRIMARY KEY,
        began_at TEXT NOT NULL,
        is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
        opened_move_id INTEGER,
        closed_move_id INTEGER
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
        finished_at TEXT, refunded_minor BIGINT NOT NULL DEFAULT 0, returning_minor BIGINT NOT NULL DEFAULT 0,
        FOREIGN KEY (batch_id, batch_open) REFERENCES batches (id, is_open) ON UPDATE CASCADE
    );
CREATE TABLE vault (
        handle TEXT NOT NULL PRIMARY KEY,
        sealed TEXT NOT NULL,
        fingerprint TEXT NOT NULL
    );
INSERT INTO anchors VALUES ('audit', 8, '5d60bada719efba4ab8322c754b4c77407c6182267a2fc10921edecded203fe9');
INSERT INTO anchors VALUES ('journal', 43, '6c837974a0df6aae2dd6566d45471728c6dafcfc1cffeb7ec225722913635f2c');
INSERT INTO attempts VALUES (1, 1, '8001000101179532900001', 'show_qr:1', 'approved', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (2, 2, '8001000101179532900002', 'show_qr:2', 'open', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (3, 3, '8001000101179532900003', 'show_qr:3', 'paid_late', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (4, 4, '8001000101179532900004', 'card_sale:4', 'approved', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (5, 5, '8001000101179532900005', 'card_sale:5', 'closed', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (6, 6, '8001000101179532900006', 'card_sale:6', 'reversing', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (7, 7, '8001000101179532900007', 'cash_sale:7', 'approved', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (8, 8, '8001000101179532900008', 'show_qr:8', 'voided', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (9, 10, '8001000101179532900010', 'card_sale:9', 'approved', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (10, 13, '8001000101179532900013', 'card_sale:10', 'approved', '2026-11-22T06:30:00.000000Z');
INSERT INTO attempts VALUES (11, 14, '8001000101179532900014', 'cash_sale:14', 'approved', '2026-11-22T06:30:00.000000Z');
INSERT INTO audit VALUES (1, '2026-11-22T06:30:00.000000Z', 'system', 'operator_added', '01', '{"role":"cashier"}', '99a84520a2150ec873091b4641194325699125736aa5e3277bd3e88bddc482d1');
INSERT INTO audit VALUES (2, '2026-11-22T06:30:00.000000Z', 'system', 'operator_added', '90', '{"role":"supervisor"}', '3ff9a1247c2eedb0b8c9973d1e2b0126585494319bd1c800ef819879833a9b49');
INSERT INTO audit VALUES (3, '2026-11-22T06:30:00.000000Z', '01', 'signed_in', '01', '{}', '38cb22d90222943e6a1c0ba88ddeed7ec29616751ee70a780ef26c287a2147c4');
INSERT INTO audit VALUES (4, '2026-11-22T06:30:00.000000Z', '90', 'wrong_pin', '90', '{"failed":1,"locked_s":0}', 'c8e572045214754b8b5007a50db5f31554befa353a18301e2023b65164d9b649');
INSERT INTO audit VALUES (5, '2026-11-22T06:30:00.000000Z', '01', 'setting_changed', 'language', '{"after":"zh_CN","before":""}', 'bc1e4345296482b75bce9e42629ed64c3775da86db4f1bbf634cdf8d2a76ed84');
INSERT INTO audit VALUES (6, '2026-11-22T06:30:00.000000Z', '01', 'void', '000008', '{"amount":3080,"approver":"90","on":"sale:8"}', '374e0df0d467f60e22c47daccc920f6b8d4a8da4cf0f3826dd5d7a06446a9141');
INSERT INTO audit VALUES (7, '2026-11-22T06:30:00.000000Z', '01', 'refund', '000010', '{"amount":500,"approver":"90","on":"sale:7"}', '1edc77c5e5dc24ae0a2013dc165c0d4a6a9088112d69ebb90c46194ddf23c609');
INSERT INTO audit VALUES (8, '2026-11-22T06:30:00.000000Z', '01', 'refund', '000011', '{"amount":100,"approver":"90","on":"sale:10"}', '5d60bada719efba4ab8322c754b4c77407c6182267a2fc10921edecded203fe9');
INSERT INTO batches VALUES (1, 'paynow', 1, 1, '2026-11-22T06:30:00.000000Z', NULL);
INSERT INTO batches VALUES (2, 'cards', 1, 0, '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z');
INSERT INTO batches VALUES (3, 'cash', 1, 0, '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z');
INSERT INTO batches VALUES (4, 'cards', 2, 1, '2026-11-22T06:30:00.000000Z', NULL);
INSERT INTO batches VALUES (5, 'cash', 2, 1, '2026-11-22T06:30:00.000000Z', NULL);
INSERT INTO card_payments VALUES (4, 'card-1', 'visa', 'chip', '476173', '0119', 'VISA CREDIT', 'A0000000031010', 'signature', '0000008000', 'E800', '1122334455667788', 1, '000000000001', 'A12345', '00', 'on_screen', 0, '');
INSERT INTO card_payments VALUES (5, 'card-2', 'visa', 'chip', '476173', '0119', 'VISA CREDIT', 'A0000000031010', 'signature', '0000008000', 'E800', '1122334455667788', 2, '', '', '00', 'not_needed', 0, '');
INSERT INTO card_payments VALUES (6, 'card-3', 'visa', 'chip', '476173', '0119', 'VISA CREDIT', 'A0000000031010', 'signature', '0000008000', 'E800', '1122334455667788', 3, '', '', '', 'not_needed', 1, '+65 8123 4567');
INSERT INTO card_payments VALUES (9, 'card-4', 'visa', 'chip', '476173', '0119', 'VISA CREDIT', 'A0000000031010', 'signature', '0000008000', 'E800', '1122334455667788', 4, '000000000004', 'A12345', '00', 'waited_for', 0, '');
INSERT INTO card_payments VALUES (10, 'card-6', 'visa', 'chip', '476173', '0119', 'VISA CREDIT', 'A0000000031010', 'signature', '0000008000', 'E800', '1122334455667788', 6, '000000000006', 'A12345', '00', 'waited_for', 0, '');
INSERT INTO cash_payments VALUES (7, 1200, 1500);
INSERT INTO cash_payments VALUES (14, 1200, 1500);
INSERT INTO counters VALUES ('batch:cards', 2);
INSERT INTO counters VALUES ('batch:cash', 2);
INSERT INTO counters VALUES ('batch:paynow', 1);
INSERT INTO counters VALUES ('order', 179532900014);
INSERT INTO counters VALUES ('stan', 6);
INSERT INTO counters VALUES ('voucher', 13);
INSERT INTO credits VALUES ('2026000000000001', 1, 3080, 'sale', 'accepted', NULL, '2026-11-22T06:30:00.000000Z');
INSERT INTO credits VALUES ('LATE-1', 3, 3080, 'late', 'inbox', NULL, '2026-11-22T06:30:00.000000Z');
INSERT INTO drawer_moves VALUES (1, 1, '2026-11-22T06:30:00.000000Z', 'opened', 3010, '01', '', '', NULL, NULL, '{"5":2,"1000":3}', NULL);
INSERT INTO drawer_moves VALUES (2, 1, '2026-11-22T06:30:00.000000Z', 'sale', 1200, '01', '', '', 7, NULL, NULL, NULL);
INSERT INTO drawer_moves VALUES (3, 1, '2026-11-22T06:30:00.000000Z', 'paid_out', -500, '01', '90', 'milk', NULL, NULL, NULL, NULL);
INSERT INTO drawer_moves VALUES (4, 1, '2026-11-22T06:30:00.000000Z', 'closed', 3010, '01', '', '', NULL, NULL, '{"5":2,"1000":3}', 3710);
INSERT INTO drawer_moves VALUES (5, 2, '2026-11-22T06:30:00.000000Z', 'sale', 1200, '01', '', '', 14, NULL, NULL, NULL);
INSERT INTO flows VALUES (1, 'show_qr:1', 1, '{"phase":"approved"}', 0, 3);
INSERT INTO flows VALUES (4, 'show_qr:2', 2, '{"phase":"shown"}', 1, 5);
INSERT INTO flows VALUES (6, 'show_qr:3', 3, '{"phase":"approved"}', 1, 8);
INSERT INTO flows VALUES (9, 'card_sale:4', 4, '{"phase":"approved"}', 0, 12);
INSERT INTO flows VALUES (13, 'card_sale:5', 5, '{"phase":"reversed"}', 0, 16);
INSERT INTO flows VALUES (17, 'card_sale:6', 6, '{"phase":"reversing"}', 1, 19);
INSERT INTO flows VALUES (20, 'drawer:1', NULL, '{}', 0, 20);
INSERT INTO flows VALUES (21, 'cash_sale:7', 7, '{"phase":"taken"}', 0, 21);
INSERT INTO flows VALUES (22, 'drawer:3', NULL, '{}', 0, 22);
INSERT INTO flows VALUES (23, 'show_qr:8', 8, '{}', 0, 24);
INSERT INTO flows VALUES (25, 'money_back:9', NULL, '{"s":"done"}', 0, 26);
INSERT INTO flows VALUES (27, 'card_sale:9', 9, '{"phase":"approved"}', 1, 29);
INSERT INTO flows VALUES (30, 'money_back:11', NULL, '{"s":"done"}', 0, 31);
INSERT INTO flows VALUES (32, 'money_back:12', NULL, '{"s":"pending"}', 1, 33);
INSERT INTO flows VALUES (34, 'card_sale:10', 10, '{"phase":"approved"}', 1, 36);
INSERT INTO flows VALUES (37, 'settlement:1', NULL, '{"p":"settled"}', 0, 38);
INSERT INTO flows VALUES (39, 'settlement:2', NULL, '{"p":"settled"}', 0, 40);
INSERT INTO flows VALUES (41, 'settlement:3', NULL, '{"p":"totals"}', 1, 41);
INSERT INTO flows VALUES (42, 'drawer:4', NULL, '{}', 0, 42);
INSERT INTO flows VALUES (43, 'cash_sale:14', 11, '{"phase":"taken"}', 0, 43);
INSERT INTO journal VALUES (1, 'show_qr:1', '2026-11-22T06:30:00.000000Z', '{"type":"Started"}', '{"phase":"created"}', 1, '{"open":{"sale":1,"attempt":1,"voucher":"000001","order":"8001000101179532900001","acquirer":"paynow","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"paynow","mode":"show","cashier":"01"}}', '1e5c6daac7373a8904106dab1da052cdd04ba321771da4cb544bf0f0e9aac9b0');
INSERT INTO journal VALUES (2, 'show_qr:1', '2026-11-22T06:30:00.000000Z', '{"type":"CodeReady"}', '{"phase":"shown"}', 1, '{}', '515bfe07c6cfcd2536de9c600a8bfdb97b6661b83f682cc1c54110b42dc971b9');
INSERT INTO journal VALUES (3, 'show_qr:1', '2026-11-22T06:30:00.000000Z', '{"type":"Paid"}', '{"phase":"approved"}', 0, '{"sale":{"sale":1,"state":"approved","reason":null,"txn":"2026000000000001","paid_at":"2026-11-22T06:30:00.000000Z","finished_at":"2026-11-22T06:30:00.000000Z"},"credits":[{"txn":"2026000000000001","attempt":1,"paid":3080,"kind":"sale","state":"accepted","refund":null}],"prints":[[1,"merchant",false],[1,"customer",false]]}', '7330de5812fa92f779ee59c3a2f754487c0837e11eff4a67b4d6a382928848f5');
INSERT INTO journal VALUES (4, 'show_qr:2', '2026-11-22T06:30:00.000000Z', '{"type":"Started"}', '{"phase":"created"}', 1, '{"open":{"sale":2,"attempt":2,"voucher":"000002","order":"8001000101179532900002","acquirer":"paynow","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"paynow","mode":"show","cashier":"01"}}', '804b6f58eb15b76b23ab075f43ec1a405326004acd716343d1f1975dee6efb05');
INSERT INTO journal VALUES (5, 'show_qr:2', '2026-11-22T06:30:00.000000Z', '{"type":"CodeReady"}', '{"phase":"shown"}', 1, '{}', '9d1695f0a5ee24e27876f5fbd08a7c61bcd49ac90b2dff570cfa76cc1009bbfd');
INSERT INTO journal VALUES (6, 'show_qr:3', '2026-11-22T06:30:00.000000Z', '{"type":"Started"}', '{"phase":"created"}', 1, '{"open":{"sale":3,"attempt":3,"voucher":"000003","order":"8001000101179532900003","acquirer":"paynow","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"paynow","mode":"show","cashier":"01"},"retry_of":1}', 'c2ef16587876b5e89bc6d9c58ca496db984a30e3574916aa5b9eb8e7cd9fce05');
INSERT INTO journal VALUES (7, 'show_qr:3', '2026-11-22T06:30:00.000000Z', '{"type":"CodeReady"}', '{"phase":"shown"}', 0, '{"sale":{"sale":3,"state":"closed","reason":"expired","txn":null,"paid_at":null,"finished_at":"2026-11-22T06:30:00.000000Z"}}', '6a8a630d99e914728e58b1cf8c127fae087111a248b94abd6ba661e4a414594e');
INSERT INTO journal VALUES (8, 'show_qr:3', '2026-11-22T06:30:00.000000Z', '{"type":"Paid"}', '{"phase":"approved"}', 1, '{"sale":{"sale":3,"state":"paid_late","reason":null,"txn":null,"paid_at":null,"finished_at":null},"credits":[{"txn":"LATE-1","attempt":3,"paid":3080,"kind":"late","state":"inbox","refund":null}]}', '7754b7b3d924f44850776558484aa8af1641740f1d08ebabfd75f3b3b65414a0');
INSERT INTO journal VALUES (9, 'card_sale:4', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reading"}', 1, '{"open":{"sale":4,"attempt":4,"voucher":"000004","order":"8001000101179532900004","acquirer":"cards","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"card","mode":"","cashier":"01"}}', 'ca61fe014adb55433c80cc294cf554c8d248720dd88e605b577cfc960bdb6089');
INSERT INTO journal VALUES (10, 'card_sale:4', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"authorising"}', 1, '{"sale":{"sale":4,"state":"checking","reason":null,"txn":null,"paid_at":null,"finished_at":null},"card":{"attempt":4,"handle":"card-1","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":1,"rrn":"","approval_code":"","host_code":"","signing":"not_needed","is_armed":1},"sealed":"card-1"}', '3d2cfe232069994931236559e8612a81c6e55778e50a6e722582368e5a7e7bc6');
INSERT INTO journal VALUES (11, 'card_sale:4', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"approved"}', 1, '{"sale":{"sale":4,"state":"approved","reason":null,"txn":null,"paid_at":"2026-11-22T06:30:00.000000Z","finished_at":"2026-11-22T06:30:00.000000Z"},"card":{"attempt":4,"handle":"card-1","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":1,"rrn":"000000000001","approval_code":"A12345","host_code":"00","signing":"waited_for","is_armed":0}}', '13a514f59f64b6900bd7f15606d0432329b31acab8bad973b1100768b0c56244');
INSERT INTO journal VALUES (12, 'card_sale:4', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"approved"}', 0, '{"prints":[[4,"merchant",false],[4,"customer",false]],"card":{"attempt":4,"handle":"card-1","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":1,"rrn":"000000000001","approval_code":"A12345","host_code":"00","signing":"on_screen","is_armed":0},"signature":{"sale":4,"sha256":"3e1a320976045cf6df382142dc5d1f3a781313f2a9fdb078c0aa8db062f162f2"}}', 'debd70fb7d00fe481d5ecf152c227ce5963326e6089bfca7badcba9b01c0592d');
INSERT INTO journal VALUES (13, 'card_sale:5', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reading"}', 1, '{"open":{"sale":5,"attempt":5,"voucher":"000005","order":"8001000101179532900005","acquirer":"cards","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"card","mode":"","cashier":"01"}}', '43cd82f2356dd95a441e6c6d7f032bd078f002c21034263adc6e710d14a12189');
INSERT INTO journal VALUES (14, 'card_sale:5', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"authorising"}', 1, '{"sale":{"sale":5,"state":"checking","reason":null,"txn":null,"paid_at":null,"finished_at":null},"card":{"attempt":5,"handle":"card-2","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":2,"rrn":"","approval_code":"","host_code":"","signing":"not_needed","is_armed":1},"sealed":"card-2"}', '3843a1f8c7dc1fcb96ab243af9b92755211e154820c144616b3c99cc6aaa117a');
INSERT INTO journal VALUES (15, 'card_sale:5', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reversing"}', 1, '{"sale":{"sale":5,"state":"reversing","reason":"no_answer","txn":null,"paid_at":null,"finished_at":"2026-11-22T06:30:00.000000Z"},"card":{"attempt":5,"handle":"card-2","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":2,"rrn":"","approval_code":"","host_code":"","signing":"not_needed","is_armed":1}}', '08a3de80e0106fbd7768a16830786da11c23c1e61ad79879a7172381d16f639f');
INSERT INTO journal VALUES (16, 'card_sale:5', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reversed"}', 0, '{"sale":{"sale":5,"state":"closed","reason":null,"txn":null,"paid_at":null,"finished_at":null},"card":{"attempt":5,"handle":"card-2","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":2,"rrn":"","approval_code":"","host_code":"00","signing":"not_needed","is_armed":0},"wiped":"card-2"}', 'fe681d6a513d283dcdeb5f2f6c5550b242846d740cc1288b17d1ed755faa54ce');
INSERT INTO journal VALUES (17, 'card_sale:6', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reading"}', 1, '{"open":{"sale":6,"attempt":6,"voucher":"000006","order":"8001000101179532900006","acquirer":"cards","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"card","mode":"","cashier":"01"}}', 'a1bea1133085a2eca2be80db86d81192b29a7566c8bde322d2980451e3319dfa');
INSERT INTO journal VALUES (18, 'card_sale:6', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"authorising"}', 1, '{"sale":{"sale":6,"state":"checking","reason":null,"txn":null,"paid_at":null,"finished_at":null},"card":{"attempt":6,"handle":"card-3","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":3,"rrn":"","approval_code":"","host_code":"","signing":"not_needed","is_armed":1},"sealed":"card-3"}', '7b57f00cde71f296b70c5a0a6abe6c1157e8df9842454207ba5c2d064ca46f1a');
INSERT INTO journal VALUES (19, 'card_sale:6', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reversing"}', 1, '{"sale":{"sale":6,"state":"reversing","reason":"no_answer","txn":null,"paid_at":null,"finished_at":"2026-11-22T06:30:00.000000Z"},"card":{"attempt":6,"handle":"card-3","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":3,"rrn":"","approval_code":"","host_code":"","signing":"not_needed","is_armed":1}}', 'ded341696fdaff725d1225aa08c676ecfcb5e534c621f99abc41149d96a6eb77');
INSERT INTO journal VALUES (20, 'drawer:1', '2026-11-22T06:30:00.000000Z', '{}', '{}', 0, '{"drawer":{"move":1,"shift":1,"at":"2026-11-22T06:30:00.000000Z","kind":"opened","amount":3010,"operator":"01","approver":"","reason":"","sale":null,"back":null,"pieces":"{\"5\":2,\"1000\":3}","expected":null},"prints":[[1,"merchant",false,"drawer"]]}', '07b0ed23077f965ba0adc85d962d0b1da7c190fb6b0d46349c10ea9d2d3323ca');
INSERT INTO journal VALUES (21, 'cash_sale:7', '2026-11-22T06:30:00.000000Z', '{}', '{"phase":"taken"}', 0, '{"open":{"sale":7,"attempt":7,"voucher":"000007","order":"8001000101179532900007","acquirer":"cash","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":1202,"tip":0,"method":"cash","mode":"","cashier":"01"},"cash":{"sale":7,"due":1200,"handed":1500},"drawer":{"move":2,"shift":1,"at":"2026-11-22T06:30:00.000000Z","kind":"sale","amount":1200,"operator":"01","approver":"","reason":"","sale":7,"back":null,"pieces":null,"expected":null},"sale":{"sale":7,"state":"approved","reason":null,"txn":null,"paid_at":"2026-11-22T06:30:00.000000Z","finished_at":"2026-11-22T06:30:00.000000Z"},"prints":[[7,"customer",false]]}', 'f426a8c4b181991b923d769c3ffde550b66748be97184f118164a905584fe8f9');
INSERT INTO journal VALUES (22, 'drawer:3', '2026-11-22T06:30:00.000000Z', '{}', '{}', 0, '{"drawer":{"move":3,"shift":1,"at":"2026-11-22T06:30:00.000000Z","kind":"paid_out","amount":-500,"operator":"01","approver":"90","reason":"milk","sale":null,"back":null,"pieces":null,"expected":null},"prints":[[3,"merchant",false,"drawer"]]}', 'b1c6d099f922b33729ca25af36f88b7d4f799f02937cefcfc197a319dd24de6e');
INSERT INTO journal VALUES (23, 'show_qr:8', '2026-11-22T06:30:00.000000Z', '{"type":"Started"}', '{"phase":"created"}', 1, '{"open":{"sale":8,"attempt":8,"voucher":"000008","order":"8001000101179532900008","acquirer":"paynow","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"paynow","mode":"show","cashier":"01"}}', '1677612ede5667c3ae1737c514e62ba862d258912718fe08cb101b61fcf6be4c');
INSERT INTO journal VALUES (24, 'show_qr:8', '2026-11-22T06:30:00.000000Z', '{}', '{}', 0, '{"sale":{"sale":8,"state":"approved","reason":null,"txn":null,"paid_at":"2026-11-22T06:30:00.000000Z","finished_at":"2026-11-22T06:30:00.000000Z"}}', '4ebc4b5de0ae5ebf032884331c1c1a47efff06ebb60cdd81c863f38b96f69827');
INSERT INTO journal VALUES (25, 'money_back:9', '2026-11-22T06:30:00.000000Z', '{}', '{"s":"pending"}', 1, '{"back_open":{"back":9,"sale":8,"flow":"money_back:9","kind":"void","acquirer":"paynow","batch":1,"voucher":"000008","number":"8001000101179532900009","amount":3080,"given":null,"operator":"01","approver":"90","begun_at":"2026-11-22T06:30:00.000000Z"},"back":{"back":9,"state":"pending","stan":0,"rrn":"","approval_code":"","host_code":"","wallet_no":"","is_armed":0,"finished_at":null,"handle":null,"scheme":null,"entry":null,"first_six":null,"last_four":null,"label":null,"aid":null,"verification":null,"tvr":null,"tsi":null,"cryptogram":null}}', '77e2cc8e0723ea7dd937a233f0fe4cbc5fe41b9ac7d52598feda55bc23884987');
INSERT INTO journal VALUES (26, 'money_back:9', '2026-11-22T06:30:00.000000Z', '{}', '{"s":"done"}', 0, '{"back":{"back":9,"state":"done","stan":0,"rrn":"","approval_code":"","host_code":"","wallet_no":"","is_armed":0,"finished_at":"2026-11-22T06:30:00.000000Z","handle":null,"scheme":null,"entry":null,"first_six":null,"last_four":null,"label":null,"aid":null,"verification":null,"tvr":null,"tsi":null,"cryptogram":null},"sale":{"sale":8,"state":"voided","reason":null,"txn":null,"paid_at":null,"finished_at":null},"prints":[[9,"merchant",false,"return"],[9,"customer",false,"return"]]}', '747c4e9ca43067a19fb387d90fc2ac0ec996d96fc14b3a3960201496f8ec3adf');
INSERT INTO journal VALUES (27, 'card_sale:9', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reading"}', 1, '{"open":{"sale":10,"attempt":9,"voucher":"000009","order":"8001000101179532900010","acquirer":"cards","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"card","mode":"","cashier":"01"}}', '386ef718002869cd04d7ff8fa31a82d1f877b31a1738c9b7cdd47b9c57e3d3b5');
INSERT INTO journal VALUES (28, 'card_sale:9', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"authorising"}', 1, '{"sale":{"sale":10,"state":"checking","reason":null,"txn":null,"paid_at":null,"finished_at":null},"card":{"attempt":9,"handle":"card-4","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":4,"rrn":"","approval_code":"","host_code":"","signing":"not_needed","is_armed":1},"sealed":"card-4"}', '1a3f2ddf1982235fc475a854af6805886a40cf8d68a5f6391ef2fb59c52b6518');
INSERT INTO journal VALUES (29, 'card_sale:9', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"approved"}', 1, '{"sale":{"sale":10,"state":"approved","reason":null,"txn":null,"paid_at":"2026-11-22T06:30:00.000000Z","finished_at":"2026-11-22T06:30:00.000000Z"},"card":{"attempt":9,"handle":"card-4","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":4,"rrn":"000000000004","approval_code":"A12345","host_code":"00","signing":"waited_for","is_armed":0}}', 'db2a8f78deb06663beb9a37e63afc956a6a15b46f012dcee1fc10dd8e10fac63');
INSERT INTO journal VALUES (30, 'money_back:11', '2026-11-22T06:30:00.000000Z', '{}', '{"s":"pending"}', 1, '{"back_open":{"back":11,"sale":7,"flow":"money_back:11","kind":"refund","acquirer":"cash","batch":1,"voucher":"000010","number":"8001000101179532900011","amount":500,"given":500,"operator":"01","approver":"90","begun_at":"2026-11-22T06:30:00.000000Z"},"back":{"back":11,"state":"pending","stan":0,"rrn":"","approval_code":"","host_code":"","wallet_no":"","is_armed":0,"finished_at":null,"handle":null,"scheme":null,"entry":null,"first_six":null,"last_four":null,"label":null,"aid":null,"verification":null,"tvr":null,"tsi":null,"cryptogram":null}}', '6a22be0803699a4f5365c9eb3b2f5e20086d653816377c16a9c10aef9c11ea91');
INSERT INTO journal VALUES (31, 'money_back:11', '2026-11-22T06:30:00.000000Z', '{}', '{"s":"done"}', 0, '{"back":{"back":11,"state":"done","stan":0,"rrn":"","approval_code":"","host_code":"","wallet_no":"","is_armed":0,"finished_at":"2026-11-22T06:30:00.000000Z","handle":null,"scheme":null,"entry":null,"first_six":null,"last_four":null,"label":null,"aid":null,"verification":null,"tvr":null,"tsi":null,"cryptogram":null}}', '386f0cbf6f2d85b758e7ba816f64bb0398627fbc2891b27845ad4b2676f6dbff');
INSERT INTO journal VALUES (32, 'money_back:12', '2026-11-22T06:30:00.000000Z', '{}', '{"s":"pending"}', 1, '{"back_open":{"back":12,"sale":10,"flow":"money_back:12","kind":"refund","acquirer":"cards","batch":1,"voucher":"000011","number":"8001000101179532900012","amount":100,"given":null,"operator":"01","approver":"90","begun_at":"2026-11-22T06:30:00.000000Z"},"back":{"back":12,"state":"pending","stan":0,"rrn":"","approval_code":"","host_code":"","wallet_no":"","is_armed":0,"finished_at":null,"handle":null,"scheme":null,"entry":null,"first_six":null,"last_four":null,"label":null,"aid":null,"verification":null,"tvr":null,"tsi":null,"cryptogram":null}}', '4d8010b1100662a8a00d6e8b597649303788f8cfd7d41756d0b3f314ad853ac7');
INSERT INTO journal VALUES (33, 'money_back:12', '2026-11-22T06:30:00.000000Z', '{}', '{"s":"pending"}', 1, '{"back":{"back":12,"state":"pending","stan":5,"rrn":"000000000005","approval_code":"","host_code":"","wallet_no":"","is_armed":1,"finished_at":null,"handle":"card-5","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788"},"sealed":"card-5"}', '011cb2b4ad260b265cb8c725d2e085f74ef6fd4dabd7c9cd91fd2155fb41b7a4');
INSERT INTO journal VALUES (34, 'card_sale:10', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"reading"}', 1, '{"open":{"sale":13,"attempt":10,"voucher":"000012","order":"8001000101179532900013","acquirer":"cards","batch":1,"created_at":"2026-11-22T06:30:00.000000Z","amount":2800,"tip":280,"method":"card","mode":"","cashier":"01"}}', '71d99397e0f17b6f903253214239c05813857be5b4bbadb6c0c471195ba8127c');
INSERT INTO journal VALUES (35, 'card_sale:10', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"authorising"}', 1, '{"sale":{"sale":13,"state":"checking","reason":null,"txn":null,"paid_at":null,"finished_at":null},"card":{"attempt":10,"handle":"card-6","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":6,"rrn":"","approval_code":"","host_code":"","signing":"not_needed","is_armed":1},"sealed":"card-6"}', '5364a6aaa8f84f4468d8e0e9b21e7771a89055c85e82323fb53adc9fc9eea07c');
INSERT INTO journal VALUES (36, 'card_sale:10', '2026-11-22T06:30:00.000000Z', '{"type":"Step"}', '{"phase":"approved"}', 1, '{"sale":{"sale":13,"state":"approved","reason":null,"txn":null,"paid_at":"2026-11-22T06:30:00.000000Z","finished_at":"2026-11-22T06:30:00.000000Z"},"card":{"attempt":10,"handle":"card-6","scheme":"visa","entry":"chip","first_six":"476173","last_four":"0119","label":"VISA CREDIT","aid":"A0000000031010","verification":"signature","tvr":"0000008000","tsi":"E800","cryptogram":"1122334455667788","stan":6,"rrn":"000000000006","approval_code":"A12345","host_code":"00","signing":"waited_for","is_armed":0}}', '142ba873ca9888c0d4607082199e538efa15df67ecb2d19206f6386d766690a3');
INSERT INTO journal VALUES (37, 'settlement:1', '2026-11-22T06:30:00.000000Z', '{}', '{"p":"totals"}', 1, '{"settle_open":{"settlement":1,"run":1,"flow":"settlement:1","acquirer":"cards","batch_id":2,"operator":"01","automatic":0,"begun_at":"2026-11-22T06:30:00.000000Z"},"settle":{"settlement":1,"phase":"totals","finished_at":null}}', '908e7a70cdaa21517de59dad975a45f0e7531fff8e161d1b0fe1f48b3cf79fea');
INSERT INTO journal VALUES (38, 'settlement:1', '2026-11-22T06:30:00.000000Z', '{}', '{"p":"settled"}', 0, '{"settle":{"settlement":1,"phase":"settled","finished_at":"2026-11-22T06:30:00.000000Z"},"closes":{"batch_id":2,"acquirer":"cards","batch":1,"closed_at":"2026-11-22T06:30:00.000000Z","settlement":1,"carried":[6,10,12],"next":2},"wiped_cards":["card-1","card-6"],"prints":[[1,"merchant",false,"settlement"],[1,"merchant",false,"list"]]}', '134379384f083026c7dbebc1720549f24058d6661bffe4c6784186e06d46dd91');
INSERT INTO journal VALUES (39, 'settlement:2', '2026-11-22T06:30:00.000000Z', '{}', '{"p":"totals"}', 1, '{"settle_open":{"settlement":2,"run":2,"flow":"settlement:2","acquirer":"cash","batch_id":3,"operator":"01","automatic":0,"begun_at":"2026-11-22T06:30:00.000000Z"},"settle":{"settlement":2,"phase":"totals","finished_at":null}}', 'd1c505d210980181730a8be55b69ab420c378af3d69112d804060099c0cdf325');
INSERT INTO journal VALUES (40, 'settlement:2', '2026-11-22T06:30:00.000000Z', '{}', '{"p":"settled"}', 0, '{"settle":{"settlement":2,"phase":"settled","finished_at":"2026-11-22T06:30:00.000000Z"},"closes":{"batch_id":3,"acquirer":"cash","batch":1,"closed_at":"2026-11-22T06:30:00.000000Z","settlement":2,"carried":[]},"wiped_cards":[],"prints":[[2,"merchant",false,"settlement"],[2,"merchant",false,"list"]]}', '30f7abfdc889b4e0e1a0509bd155cb3bf0f8e938ade4b06b21f2cad840267a8a');
INSERT INTO journal VALUES (41, 'settlement:3', '2026-11-22T06:30:00.000000Z', '{}', '{"p":"totals"}', 1, '{"settle_open":{"settlement":3,"run":3,"flow":"settlement:3","acquirer":"paynow","batch_id":1,"operator":"01","automatic":0,"begun_at":"2026-11-22T06:30:00.000000Z"},"settle":{"settlement":3,"phase":"totals","finished_at":null}}', '81db50edec967741599b58a517e320f2c7044a68c37499e6702f41734693f096');
INSERT INTO journal VALUES (42, 'drawer:4', '2026-11-22T06:30:00.000000Z', '{}', '{}', 0, '{"drawer":{"move":4,"shift":1,"at":"2026-11-22T06:30:00.000000Z","kind":"closed","amount":3010,"operator":"01","approver":"","reason":"","sale":null,"back":null,"pieces":"{\"5\":2,\"1000\":3}","expected":3710},"prints":[[1,"merchant",false,"shift"]]}', '279d144930eecc4a929bb5efd824fe945e9adc32eb04160a34ee2166ca4cdc8d');
INSERT INTO journal VALUES (43, 'cash_sale:14', '2026-11-22T06:30:00.000000Z', '{}', '{"phase":"taken"}', 0, '{"open":{"sale":14,"attempt":11,"voucher":"000013","order":"8001000101179532900014","acquirer":"cash","batch":2,"created_at":"2026-11-22T06:30:00.000000Z","amount":1202,"tip":0,"method":"cash","mode":"","cashier":"01"},"cash":{"sale":14,"due":1200,"handed":1500},"drawer":{"move":5,"shift":2,"at":"2026-11-22T06:30:00.000000Z","kind":"sale","amount":1200,"operator":"01","approver":"","reason":"","sale":14,"back":null,"pieces":null,"expected":null},"sale":{"sale":14,"state":"approved","reason":null,"txn":null,"paid_at":"2026-11-22T06:30:00.000000Z","finished_at":"2026-11-22T06:30:00.000000Z"},"prints":[[14,"customer",false]]}', '6c837974a0df6aae2dd6566d45471728c6dafcfc1cffeb7ec225722913635f2c');
INSERT INTO operators VALUES ('01', 'Cashier 01', 'cashier', '$argon2id$v=19$m=19456,t=2,p=1$kevheK4R3xmM3hJoCoDjRg$7FUCIRST17kJfIlQtPh2qNzG2tpP+c4IMoHr38LJ3yI', 0, NULL);
INSERT INTO operators VALUES ('90', '主管', 'supervisor', '$argon2id$v=19$m=19456,t=2,p=1$uyyEVLlyvWumUpC1Yj97Nw$TiO/X1vW7Dl5DyEH3PkdoV339y/bQn8dIy0dYwn3meI', 1, NULL);
INSERT INTO print_jobs VALUES (1, 'sale', 1, 'merchant', 0, 0, 'printed', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (2, 'sale', 1, 'customer', 0, 0, 'sending', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (3, 'sale', 4, 'merchant', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (4, 'sale', 4, 'customer', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (5, 'drawer', 1, 'merchant', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (6, 'sale', 7, 'customer', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (7, 'drawer', 3, 'merchant', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (8, 'return', 9, 'merchant', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (9, 'return', 9, 'customer', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (10, 'settlement', 1, 'merchant', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (11, 'list', 1, 'merchant', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (12, 'settlement', 2, 'merchant', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (13, 'list', 2, 'merchant', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (14, 'shift', 1, 'merchant', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO print_jobs VALUES (15, 'sale', 14, 'customer', 0, 0, 'queued', '2026-11-22T06:30:00.000000Z');
INSERT INTO retries VALUES (1, 1);
INSERT INTO retries VALUES (3, 1);
INSERT INTO returns VALUES (9, 8, 'money_back:9', 'void', 1, 1, 8, '8001000101179532900009', 3080, NULL, 'done', '01', '90', '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z', 0, '', '', '', '', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO returns VALUES (11, 7, 'money_back:11', 'refund', 3, 0, 10, '8001000101179532900011', 500, 500, 'done', '01', '90', '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z', 0, '', '', '', '', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO returns VALUES (12, 10, 'money_back:12', 'refund', 4, 1, 11, '8001000101179532900012', 100, NULL, 'pending', '01', '90', '2026-11-22T06:30:00.000000Z', NULL, 5, '000000000005', '', '', '', 1, 'card-5', 'visa', 'chip', '476173', '0119', 'VISA CREDIT', 'A0000000031010', 'signature', '0000008000', 'E800', '1122334455667788');
INSERT INTO schema_versions VALUES (1, 'first_sale', '2026-11-22T06:30:00.000000Z');
INSERT INTO schema_versions VALUES (2, 'history_indexes', '2026-11-22T06:30:00.000000Z');
INSERT INTO schema_versions VALUES (3, 'retries', '2026-11-22T06:30:00.000000Z');
INSERT INTO schema_versions VALUES (4, 'doubt_indexes', '2026-11-22T06:30:00.000000Z');
INSERT INTO schema_versions VALUES (5, 'smaller_steps', '2026-11-22T06:30:00.000000Z');
INSERT INTO schema_versions VALUES (6, 'cards', '2026-11-22T06:30:00.000000Z');
INSERT INTO schema_versions VALUES (7, 'day', '2026-11-22T06:30:00.000000Z');
INSERT INTO settings VALUES ('language', 'zh_CN', '2026-11-22T06:30:00.000000Z', '01');
INSERT INTO settlements VALUES (1, 1, 'settlement:1', 'cards', 2, 'settled', '01', 0, '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z', '6 10 12');
INSERT INTO settlements VALUES (2, 2, 'settlement:2', 'cash', 3, 'settled', '01', 0, '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z', '');
INSERT INTO settlements VALUES (3, 3, 'settlement:3', 'paynow', 1, 'totals', '01', 0, '2026-11-22T06:30:00.000000Z', NULL, '');
INSERT INTO shifts VALUES (1, '2026-11-22T06:30:00.000000Z', 0, 1, 4);
INSERT INTO shifts VALUES (2, '2026-11-22T06:30:00.000000Z', 1, NULL, NULL);
INSERT INTO signatures VALUES (4, '[[[10,20],[30,40],[50,60]],[[100,200],[120,220]]]');
INSERT INTO transactions VALUES (1, 1, 1, 1, 1, '2026-11-22T06:30:00.000000Z', 2800, 280, 'paynow', 'show', '01', 'approved', '', '2026000000000001', '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z', 0, 0);
INSERT INTO transactions VALUES (2, 2, 1, 1, 2, '2026-11-22T06:30:00.000000Z', 2800, 280, 'paynow', 'show', '01', 'open', '', '', NULL, NULL, 0, 0);
INSERT INTO transactions VALUES (3, 3, 1, 1, 3, '2026-11-22T06:30:00.000000Z', 2800, 280, 'paynow', 'show', '01', 'paid_late', 'expired', '', NULL, '2026-11-22T06:30:00.000000Z', 0, 0);
INSERT INTO transactions VALUES (4, 4, 2, 0, 4, '2026-11-22T06:30:00.000000Z', 2800, 280, 'card', '', '01', 'approved', '', '', '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z', 0, 0);
INSERT INTO transactions VALUES (5, 5, 2, 0, 5, '2026-11-22T06:30:00.000000Z', 2800, 280, 'card', '', '01', 'closed', 'no_answer', '', NULL, '2026-11-22T06:30:00.000000Z', 0, 0);
INSERT INTO transactions VALUES (6, 6, 4, 1, 6, '2026-11-22T06:30:00.000000Z', 2800, 280, 'card', '', '01', 'reversing', 'no_answer', '', NULL, '2026-11-22T06:30:00.000000Z', 0, 0);
INSERT INTO transactions VALUES (7, 7, 3, 0, 7, '2026-11-22T06:30:00.000000Z', 1202, 0, 'cash', '', '01', 'approved', '', '', '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z', 500, 0);
INSERT INTO transactions VALUES (8, 8, 1, 1, 8, '2026-11-22T06:30:00.000000Z', 2800, 280, 'paynow', 'show', '01', 'voided', '', '', '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z', 3080, 0);
INSERT INTO transactions VALUES (10, 9, 4, 1, 9, '2026-11-22T06:30:00.000000Z', 2800, 280, 'card', '', '01', 'approved', '', '', '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z', 0, 100);
INSERT INTO transactions VALUES (13, 10, 2, 0, 12, '2026-11-22T06:30:00.000000Z', 2800, 280, 'card', '', '01', 'approved', '', '', '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z', 0, 0);
INSERT INTO transactions VALUES (14, 11, 5, 1, 13, '2026-11-22T06:30:00.000000Z', 1202, 0, 'cash', '', '01', 'approved', '', '', '2026-11-22T06:30:00.000000Z', '2026-11-22T06:30:00.000000Z', 0, 0);
INSERT INTO vault VALUES ('card-3', '015345414c45443a636172642d335e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e', 'f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1');
INSERT INTO vault VALUES ('card-4', '015345414c45443a636172642d345e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e', 'f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1');
INSERT INTO vault VALUES ('card-5', '015345414c45443a636172642d355e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e', 'f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1');
CREATE INDEX attempts_by_sale ON attempts (sale_id, id);
CREATE INDEX batches_by_end ON batches (acquirer, closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX batches_by_number ON batches (acquirer, number, id);
CREATE UNIQUE INDEX batches_one_open ON batches (acquirer) WHERE is_open = 1;
CREATE INDEX card_payments_by_stan ON card_payments (stan, attempt_id);
CREATE INDEX credits_waiting ON credits (attempt_id)
        WHERE state IN ('inbox', 'refunding')
    ;
CREATE INDEX drawer_moves_by_shift ON drawer_moves (shift_id, id);
CREATE INDEX flows_open ON flows (first_seq) WHERE is_open = 1;
CREATE UNIQUE INDEX print_jobs_one_unmarked ON print_jobs (kind, subject_id, copy)
        WHERE is_reprint = 0
    ;
CREATE INDEX print_jobs_waiting ON print_jobs (id) WHERE state <> 'printed';
CREATE INDEX retries_by_first ON retries (first_sale_id, sale_id);
CREATE INDEX returns_by_batch ON returns (batch_id, id);
CREATE INDEX returns_by_sale ON returns (sale_id, id);
CREATE INDEX returns_by_stan ON returns (stan, id) WHERE stan > 0;
CREATE UNIQUE INDEX returns_open_voucher ON returns (voucher)
        WHERE batch_open = 1 AND kind = 'refund'
    ;
CREATE INDEX returns_unfinished ON returns (batch_id, id)
        WHERE state IN ('open', 'pending')
    ;
CREATE UNIQUE INDEX settlements_one_open ON settlements (batch_id)
        WHERE finished_at IS NULL
    ;
CREATE UNIQUE INDEX shifts_one_open ON shifts (is_open) WHERE is_open = 1;
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
