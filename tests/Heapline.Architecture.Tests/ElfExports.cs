using System.Buffers.Binary;
using System.Text;

namespace Heapline.Architecture.Tests;

/// <summary>
/// Reads the names that a 64-bit little-endian ELF library defines for others, from its .dynsym section.
/// Layout: System V ABI, chapter 4 "Object files" (Elf64_Ehdr, Elf64_Shdr, Elf64_Sym).
/// </summary>
internal static class ElfExports
{
    private const int SectionTypeDynamicSymbols = 11, SymbolBytes = 24;

    public static IReadOnlyList<string> Read(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        if (!file.StartsWith("\x7f"u8) || !file[1..].StartsWith("ELF"u8))
            throw new InvalidDataException($"{path} is no ELF file");
        var sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(file[0x28..]);
        var sectionBytes = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3A..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3C..]);
        for (var i = 0; i < count; i++)
        {
            var section = file[(sections + i * sectionBytes)..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) == SectionTypeDynamicSymbols)
            {
                var names = file[(sections + (int)BinaryPrimitives.ReadUInt32LittleEndian(section[0x28..]) * sectionBytes)..];
                return DefinedNames(file.Slice(Offset(section), (int)BinaryPrimitives.ReadUInt64LittleEndian(section[0x20..])), file[Offset(names)..]);
            }
        }
        throw new InvalidDataException($"{path} has no dynamic symbols");
    }

    private static int Offset(ReadOnlySpan<byte> section) => (int)BinaryPrimitives.ReadUInt64LittleEndian(section[0x18..]);

    private static List<string> DefinedNames(ReadOnlySpan<byte> symbols, ReadOnlySpan<byte> names)
    {
        var defined = new List<string>();
        for (; symbols.Length >= SymbolBytes; symbols = symbols[SymbolBytes..])
        {
            var undefined = BinaryPrimitives.ReadUInt16LittleEndian(symbols[6..]) == 0;
            var name = names[(int)BinaryPrimitives.ReadUInt32LittleEndian(symbols)..];
            name = name[..name.IndexOf((byte)0)];
            if (!undefined && !name.IsEmpty)
                defined.Add(Encoding.ASCII.GetString(name));
        }
        defined.Sort(StringComparer.Ordinal);
        return defined;
    }
}
