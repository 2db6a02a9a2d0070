using System.Text;
using Heapline.Analysis.Dat;

namespace Heapline.Plot.Tests;

/// <summary>Profiles of the original mprof as texts.</summary>
internal static class DatText
{
    /// <summary>A run of one second with a child and a function that calls another; the marks come first, as the original writes them.</summary>
    public const string Sample = """
        FUNC __main__.load 24.0000 1795324189.2000 60.0000 1795324189.9000 0
        FUNC store.parse 30.0000 1795324189.3000 61.5000 1795324189.8000 1
        CMDLINE /usr/bin/python3.11 load.py 'two words' --fast
        MEM 20.000000 1795324189.0000
        MEM 24.000000 1795324189.1000
        CHLD 11191 8.500000 1795324189.4000
        MEM 55.250000 1795324189.4000
        CHLD 11191 18.000000 1795324189.5000
        MEM 62.500000 1795324189.6000
        MEM 22.000000 1795324190.0000

        """;

    public static DatProfile Read(string text, string name = "x.dat") => DatReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), name);

    public static string Write(DatProfile profile)
    {
        using var writer = new StringWriter();
        DatWriter.Write(writer, profile);
        return writer.ToString();
    }
}
