import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Drives the clients of a generated class. See driver.mjs. */
public final class Driver {
  /** A client of any library. */
  public interface Commands {
    Object set(String key, String value) throws Exception;

    Object get(String key) throws Exception;
  }

  /** Connects with the generated class. */
  public interface Adapter {
    Map<String, Commands> connect() throws Exception;

    void close() throws Exception;
  }

  /** For answers. Logging that writes to System.out must not end up among them. */
  private static final PrintStream ANSWERS = System.out;

  static {
    System.setOut(System.err);
  }

  private static final Gson GSON = new Gson();
  private static final Adapter ADAPTER = new ClientAdapter();
  private static final Map<String, Load> LOADS = new ConcurrentHashMap<>();
  private static volatile Map<String, Commands> clients = Map.of();

  private static final class Load {
    final List<Object[]> acknowledged = new ArrayList<>();
    final List<Object[]> errors = new ArrayList<>();
    volatile boolean going = true;
  }

  public static void main(String[] arguments) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonObject given = JsonParser.parseString(line).getAsJsonObject();
      inBackground("request", () -> serve(given));
    }
    System.exit(0);
  }

  private static void serve(JsonObject given) {
    Map<String, Object> answer = new HashMap<>();
    answer.put("id", given.get("id").getAsInt());
    try {
      answer.put("value", perform(given));
    } catch (Throwable error) {
      answer.put("error", reasons(error));
    }
    String line = GSON.toJson(answer);
    synchronized (ANSWERS) {
      ANSWERS.println(line);
    }
  }

  private static Object perform(JsonObject given) throws Exception {
    switch (given.get("operation").getAsString()) {
      case "connect":
        clients = ADAPTER.connect();
        return null;
      case "close":
        ADAPTER.close();
        return null;
      case "threads":
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).sorted().toList();
      case "call":
        Commands client = clients.get(given.get("client").getAsString());
        String key = given.getAsJsonArray("args").get(0).getAsString();
        if (given.get("method").getAsString().equals("get")) return client.get(key);
        client.set(key, given.getAsJsonArray("args").get(1).getAsString());
        return "OK";
      case "load":
        load(given);
        return null;
      case "stop":
        Load load = LOADS.get(given.get("prefix").getAsString());
        load.going = false;
        synchronized (load) {
          return Map.of("acknowledged", List.copyOf(load.acknowledged), "errors", List.copyOf(load.errors));
        }
      default:
        throw new IllegalArgumentException("unknown operation");
    }
  }

  /** Begins to write keys one after the other, each once, until it is stopped. */
  private static void load(JsonObject given) {
    String prefix = given.get("prefix").getAsString();
    int pause = given.get("pause").getAsInt();
    Commands client = clients.get(given.get("client").getAsString());
    Load load = new Load();
    LOADS.put(prefix, load);
    inBackground("load", () -> {
      for (int i = 0; load.going; i++) {
        String reason = null;
        try {
          client.set(prefix + i, String.valueOf(i));
        } catch (Throwable error) {
          reason = reasons(error);
        }
        long now = System.currentTimeMillis();
        synchronized (load) {
          if (reason == null) load.acknowledged.add(new Object[] {prefix + i, now});
          else load.errors.add(new Object[] {reason, now});
        }
        try {
          Thread.sleep(pause);
        } catch (InterruptedException error) {
          return;
        }
      }
    });
  }

  private static void inBackground(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The messages of an error and of what caused it. */
  private static String reasons(Throwable error) {
    List<String> reasons = new ArrayList<>();
    for (Throwable one = error; one != null && reasons.size() < 8; one = one.getCause()) {
      reasons.add(one.getClass().getSimpleName() + ": " + one.getMessage());
    }
    return String.join(" <- ", reasons);
  }
}
