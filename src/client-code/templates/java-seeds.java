/*% if (mode !== 'standalone') { %*/
  /** The /*%~ mode === 'sentinel' ? 'Sentinels' : 'servers' %*/ to ask first. */
  private static final List<String> SEEDS =
      List.of(
          /*%~ seeds.map((seed) => quoted(seed)).join(',\n          ') %*/);

/*% } %*/
/*% if (map) { %*/
  /** /*%~ comments.addressMap %*/ */
  private static final Map<String, String> ADDRESS_MAP =
      Map.ofEntries(
          /*%~ map.map(({ announced, target }) => `Map.entry(${quoted(announced)}, ${quoted(target)})`).join(',\n          ') %*/);

/*% } %*/
