<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.16" styleCategories="Symbology">
 <renderer-v2 type="categorizedSymbol" attr="role" enableorderby="0" forceraster="0" symbollevels="0">
  <categories>
   <category value="core" label="核心区" symbol="0" render="true"/>
   <category value="centre" label="中心" symbol="1" render="true"/>
   <category value="base" label="基地" symbol="2" render="true"/>
   <category value="" label="未说明" symbol="3" render="true"/>
  </categories>
  <symbols>
   <symbol name="0" type="fill" alpha="1" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0" locked="0">
     <prop k="color" v="177,60,52,60"/>
     <prop k="style" v="solid"/>
     <prop k="outline_color" v="177,60,52,255"/>
     <prop k="outline_style" v="solid"/>
     <prop k="outline_width" v="0.5"/>
     <prop k="outline_width_unit" v="MM"/>
    </layer>
   </symbol>
   <symbol name="1" type="fill" alpha="1" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0" locked="0">
     <prop k="color" v="38,99,156,60"/>
     <prop k="style" v="solid"/>
     <prop k="outline_color" v="38,99,156,255"/>
     <prop k="outline_style" v="solid"/>
     <prop k="outline_width" v="0.5"/>
     <prop k="outline_width_unit" v="MM"/>
    </layer>
   </symbol>
   <symbol name="2" type="fill" alpha="1" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0" locked="0">
     <prop k="color" v="88,130,70,60"/>
     <prop k="style" v="solid"/>
     <prop k="outline_color" v="88,130,70,255"/>
     <prop k="outline_style" v="solid"/>
     <prop k="outline_width" v="0.5"/>
     <prop k="outline_width_unit" v="MM"/>
    </layer>
   </symbol>
   <symbol name="3" type="fill" alpha="1" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0" locked="0">
     <prop k="color" v="120,120,120,60"/>
     <prop k="style" v="solid"/>
     <prop k="outline_color" v="120,120,120,255"/>
     <prop k="outline_style" v="solid"/>
     <prop k="outline_width" v="0.5"/>
     <prop k="outline_width_unit" v="MM"/>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <blendMode>0</blendMode>
 <layerGeometryType>2</layerGeometryType>
</qgis>
