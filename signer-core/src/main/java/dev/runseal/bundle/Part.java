package dev.runseal.bundle;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.note.NoteException;
import dev.runseal.note.Receipt;

/** One log entry and the receipt that says where it stands. Holding one proves nothing. */
public record Part(Bytes statement, Receipt receipt) {
  /** A tlog-tiles entry is no longer. */
  public static final int MAX_STATEMENT = 65_535;

  static final String STATEMENT = "statement";
  static final String RECEIPT = "receipt";

  public Part {
    if (statement.length() == 0 || statement.length() > MAX_STATEMENT) {
      throw new IllegalArgumentException(
          "statement has %d bytes, expected 1 to %d".formatted(statement.length(), MAX_STATEMENT));
    }
  }

  /** Takes the two fields; whether there may be others is for the caller to say. */
  static Part read(ObjectReader reader) throws JsonException {
    Bytes statement = reader.base64(STATEMENT);
    String text = reader.string(RECEIPT);
    Receipt receipt;
    try {
      receipt = Receipt.parse(text);
    } catch (NoteException e) {
      throw new JsonException(reader.at(RECEIPT), String.valueOf(e.getMessage()), e);
    }
    try {
      return new Part(statement, receipt);
    } catch (IllegalArgumentException e) {
      throw new JsonException(reader.at(STATEMENT), String.valueOf(e.getMessage()), e);
    }
  }

  static Part readAlone(ObjectReader reader) throws JsonException {
    Part part = read(reader);
    reader.end();
    return part;
  }

  Json.Obj json() {
    return addTo(Json.object()).build();
  }

  Json.Builder addTo(Json.Builder object) {
    return object.put(STATEMENT, Json.base64(statement)).put(RECEIPT, receipt.encode());
  }
}
